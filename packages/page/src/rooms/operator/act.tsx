// What an operator does to an account: a form that asks why, then the gateway's refusal or what came of it.
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, type SyntheticEvent, useState } from 'react';
import { type Refusal, refusalOf, refusalsOf } from '../../data/refusals.ts';
import { Refusals } from '../../data/states.tsx';
import { Button } from '../../look/button.tsx';
import { Dialog } from '../../look/dialog.tsx';
import { type Option, Select, TextField } from '../../look/fields.tsx';
import { Notice } from '../../look/notice.tsx';

export interface ActField {
  /** As the gateway's input names it: its refusals stand at the field. */
  readonly name: string;
  readonly label: string;
  readonly help?: string;
  readonly initial?: string;
  /** An amount: text that looks like a decimal, and is never made a float. */
  readonly isAmount?: boolean;
  /** One of these. */
  readonly options?: readonly Option[];
}

export interface Outcome {
  readonly userErrors: readonly Refusal[];
  /** What came of it. */
  readonly done: ReactNode;
  /** It holds a secret: what copies it has the focus, not what closes the dialog. */
  readonly hasSecret?: boolean;
}

export interface Wanted {
  readonly reason: string;
  /** One for each time the dialog is opened: sent again, it is done once. */
  readonly idempotencyKey: string;
  /** What stands in a field, without the spaces around it. */
  valueOf(name: string): string;
}

export interface ActDialogProps {
  readonly title: string;
  /** What it does, in the words of those who have to answer for it. */
  readonly children: ReactNode;
  readonly fields?: readonly ActField[];
  readonly submitLabel: string;
  readonly isDangerous?: boolean;
  act(wanted: Wanted): Promise<Outcome>;
  onClose(): void;
}

const REASON = 'reason';

export function ActDialog(props: ActDialogProps) {
  const { title, onClose } = props;
  const [done, setDone] = useState<Outcome>();
  return (
    <Dialog title={title} isOpen isShownOnce={done?.hasSecret === true} onClose={onClose}>
      {done === undefined ? (
        <ActForm {...props} onDone={setDone} />
      ) : (
        <>
          <Notice tone="good" announced>
            {done.done}
          </Notice>
          <div>
            <Button autoFocus={done.hasSecret !== true} onPress={onClose}>
              Done
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}

function ActForm(props: ActDialogProps & { onDone(outcome: Outcome): void }) {
  const { children, fields = [], submitLabel, isDangerous = false, act, onClose, onDone } = props;
  const [values, setValues] = useState(() => new Map(fields.map(({ name, initial = '' }) => [name, initial])));
  const { send, isPending, errors } = useSend(act, onDone);
  const valueOf = (name: string): string => (values.get(name) ?? '').trim();
  const change = (name: string, value: string): void => {
    setValues((before) => new Map(before).set(name, value));
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    void send({ reason: valueOf(REASON), valueOf });
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <div className="soft">{children}</div>
      {fields.map((field) => (
        <ActInput
          key={field.name}
          field={field}
          value={values.get(field.name) ?? ''}
          error={refusalOf(errors, field.name)}
          onChange={(value) => {
            change(field.name, value);
          }}
        />
      ))}
      <TextField
        label="Reason"
        help="For the audit log, which is kept for good: no names of people."
        rows={2}
        value={values.get(REASON) ?? ''}
        onChange={(value) => {
          change(REASON, value);
        }}
        error={refusalOf(errors, REASON)}
        isRequired
      />
      <Refusals errors={errors} fields={[...fields.map(({ name }) => name), REASON]} />
      <div className="row">
        <Button type="submit" variant={isDangerous ? 'danger' : 'primary'} isPending={isPending}>
          {submitLabel}
        </Button>
        <Button onPress={onClose}>Cancel</Button>
      </div>
    </form>
  );
}

interface ActInputProps {
  readonly field: ActField;
  readonly value: string;
  readonly error: string | undefined;
  onChange(value: string): void;
}

function ActInput({ field, value, error, onChange }: ActInputProps) {
  const { label, help, options, isAmount = false } = field;
  const shared = { label, error, onChange, ...(help === undefined ? {} : { help }) };
  if (options !== undefined) return <Select {...shared} options={options} value={value} />;
  return <TextField {...shared} value={value} autoComplete="off" inputMode={isAmount ? 'decimal' : 'text'} />;
}

const NO_REASON: readonly Refusal[] = [{ message: 'Say why: it stands in the audit log.', path: [REASON] }];

function useSend(act: ActDialogProps['act'], onDone: (outcome: Outcome) => void) {
  const queries = useQueryClient();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const [errors, setErrors] = useState<readonly Refusal[]>([]);
  const [isPending, setPending] = useState(false);
  const send = async (wanted: Omit<Wanted, 'idempotencyKey'>): Promise<void> => {
    setErrors(wanted.reason === '' ? NO_REASON : []);
    if (wanted.reason === '') return;
    setPending(true);
    try {
      const outcome = await act({ ...wanted, idempotencyKey });
      setErrors(outcome.userErrors);
      if (outcome.userErrors.length === 0) onDone(outcome);
    } catch (error) {
      setErrors(refusalsOf(error instanceof Error ? error : new Error(String(error))));
    } finally {
      setPending(false);
      void queries.invalidateQueries();
    }
  };
  return { send, isPending, errors };
}
