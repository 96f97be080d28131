// The fields of a model, drawn from the JSON Schema of its parameters. What is wrong with a value the gateway says.
import { Checkbox, Select, TextField } from '../../look/fields.tsx';
import { type Field, fieldsOf, type ParameterSchema, type ParameterTexts } from './parameter-fields.ts';

export interface ParameterFormProps {
  readonly schema: ParameterSchema;
  readonly values: ParameterTexts;
  /** By the name of the parameter. */
  readonly refusals: ReadonlyMap<string, string>;
  onChange(name: string, text: string): void;
}

export function ParameterForm({ schema, values, refusals, onChange }: ParameterFormProps) {
  return (
    <div className="grid">
      {fieldsOf(schema).map((field) => (
        <ParameterField
          key={field.name}
          field={field}
          value={values[field.name] ?? field.initial}
          error={refusals.get(field.name)}
          onChange={(text) => {
            onChange(field.name, text);
          }}
        />
      ))}
    </div>
  );
}

interface ParameterFieldProps {
  readonly field: Field;
  readonly value: string;
  readonly error: string | undefined;
  onChange(text: string): void;
}

function ParameterField({
  field: { label, help, kind, options, isRequired },
  value,
  error,
  onChange,
}: ParameterFieldProps) {
  if (kind === 'flag') {
    return (
      <Checkbox
        isSelected={value === 'true'}
        onChange={(selected) => {
          onChange(String(selected));
        }}
      >
        {label}
      </Checkbox>
    );
  }
  const described = help === undefined ? {} : { help };
  if (kind === 'choice') {
    const choices = options.map((id) => ({ id, label: id }));
    const all = isRequired ? choices : [{ id: '', label: 'As the model likes' }, ...choices];
    return <Select label={label} {...described} options={all} value={value} error={error} onChange={onChange} />;
  }
  return (
    <TextField
      label={label}
      {...described}
      isRequired={isRequired}
      value={value}
      onChange={onChange}
      error={error}
      inputMode={kind === 'number' ? 'decimal' : kind === 'address' ? 'url' : 'text'}
      {...(kind === 'list' ? { rows: 3 } : {})}
    />
  );
}
