// Fields with their label, help and error, each tied together for screen readers.
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { CheckboxButton, CheckboxField, type CheckboxFieldProps } from 'react-aria-components/Checkbox';
import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select as AriaSelect, SelectValue } from 'react-aria-components/Select';
import { Text } from 'react-aria-components/Text';
import { TextArea } from 'react-aria-components/TextArea';
import { TextField as AriaTextField, type TextFieldProps as AriaTextFieldProps } from 'react-aria-components/TextField';

interface Described {
  readonly label: string;
  readonly help?: ReactNode;
  /** What is wrong with the value, in the gateway's words. */
  readonly error?: string | undefined;
}

function Below({ help, error }: Pick<Described, 'help' | 'error'>) {
  return (
    <>
      {help === undefined ? null : (
        <Text slot="description" className="field-help">
          {help}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
    </>
  );
}

export interface TextFieldProps extends Omit<AriaTextFieldProps, 'children' | 'className'>, Described {
  readonly placeholder?: string;
  readonly rows?: number;
}

/** `rows`: an area of that many lines. */
export function TextField({ label, help, error, placeholder, rows, ...rest }: TextFieldProps) {
  const shown = placeholder === undefined ? {} : { placeholder };
  return (
    <AriaTextField {...rest} isInvalid={error !== undefined} className="field" validationBehavior="aria">
      <Label className="field-label">{label}</Label>
      {rows === undefined ? (
        <Input className="input" {...shown} />
      ) : (
        <TextArea className="input" rows={rows} {...shown} />
      )}
      <Below help={help} error={error} />
    </AriaTextField>
  );
}

export interface Option {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
}

export interface SelectProps extends Described {
  readonly options: readonly Option[];
  readonly value: string | undefined;
  readonly placeholder?: string;
  readonly isDisabled?: boolean;
  onChange(id: string): void;
}

export function Select({ label, help, error, options, value, placeholder, isDisabled = false, onChange }: SelectProps) {
  return (
    <AriaSelect
      isInvalid={error !== undefined}
      className="field"
      validationBehavior="aria"
      isDisabled={isDisabled}
      value={value ?? null}
      onChange={(key) => {
        if (key !== null) onChange(String(key));
      }}
      {...(placeholder === undefined ? {} : { placeholder })}
    >
      <Label className="field-label">{label}</Label>
      <Button className="select-button">
        <SelectValue />
        <span aria-hidden="true">▾</span>
      </Button>
      <Below help={help} error={error} />
      <Popover className="popover">
        <ListBox className="options" items={options}>
          {(option) => (
            <ListBoxItem className="option" id={option.id} textValue={option.label}>
              <Text slot="label">{option.label}</Text>
              {option.hint === undefined ? null : (
                <Text slot="description" className="field-help">
                  {' '}
                  {option.hint}
                </Text>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}

export interface CheckboxProps extends Omit<CheckboxFieldProps, 'children' | 'className'> {
  readonly children: ReactNode;
}

export function Checkbox({ children, ...rest }: CheckboxProps) {
  return (
    <CheckboxField {...rest}>
      <CheckboxButton className="check">
        {({ isSelected }) => (
          <>
            <span className="check-box" aria-hidden="true">
              {isSelected ? '✓' : ''}
            </span>
            <span>{children}</span>
          </>
        )}
      </CheckboxButton>
    </CheckboxField>
  );
}
