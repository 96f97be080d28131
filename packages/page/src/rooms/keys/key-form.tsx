// What a key may do and spend: for a new one, and for one that is changed.
import { type SyntheticEvent, useState } from 'react';
import { type Refusal, refusalOf } from '../../data/refusals.ts';
import { Refusals } from '../../data/states.tsx';
import type { KeyPreset, LimitPeriod, SpendingLimitInput } from '../../gql/graphql.ts';
import { inWords } from '../../look/badge.tsx';
import { Button } from '../../look/button.tsx';
import { Select, TextField } from '../../look/fields.tsx';

const PRESETS: readonly KeyPreset[] = ['GENERATE_ONLY', 'READ_ONLY', 'MONITOR_ONLY', 'FULL_ACCESS'];
const PERIODS: readonly LimitPeriod[] = ['DAY', 'WEEK', 'MONTH'];

export interface KeyValues {
  readonly name: string;
  readonly preset: KeyPreset | undefined;
  readonly spendingLimit: SpendingLimitInput | null;
  readonly allowedIps: string[];
  readonly expiresAt: string | null;
}

const FIELDS = ['name', 'preset', 'spendingLimit', 'allowedIps', 'expiresAt'];

export interface KeyFormProps {
  readonly initial: KeyValues;
  readonly submitLabel: string;
  readonly isPending: boolean;
  readonly errors: readonly Refusal[];
  onSubmit(values: KeyValues): void;
}

export function KeyForm({ initial, submitLabel, isPending, errors, onSubmit }: KeyFormProps) {
  const [name, setName] = useState(initial.name);
  const [preset, setPreset] = useState(initial.preset);
  const [amount, setAmount] = useState(initial.spendingLimit?.amount ?? '');
  const [period, setPeriod] = useState<LimitPeriod>(initial.spendingLimit?.period ?? 'DAY');
  const [networks, setNetworks] = useState(initial.allowedIps.join('\n'));
  const [ends, setEnds] = useState(initial.expiresAt?.slice(0, 'yyyy-mm-dd'.length) ?? '');
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    onSubmit({
      name: name.trim(),
      preset,
      spendingLimit: amount.trim() === '' ? null : { amount: amount.trim(), period },
      allowedIps: networks.split(/\s+/).filter((network) => network !== ''),
      expiresAt: ends === '' ? null : `${ends}T00:00:00Z`,
    });
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <TextField label="Name" value={name} onChange={setName} error={refusalOf(errors, 'name')} isRequired />
      <Select
        label="What it may do"
        value={preset}
        placeholder="As it is"
        options={PRESETS.map((id) => ({ id, label: inWords(id) }))}
        onChange={(id) => {
          setPreset(PRESETS.find((known) => known === id));
        }}
        error={refusalOf(errors, 'preset')}
      />
      <div className="grid">
        <TextField
          label="Spending limit"
          help="In credits; empty: no limit of its own"
          inputMode="decimal"
          value={amount}
          onChange={setAmount}
          error={refusalOf(errors, 'spendingLimit')}
        />
        <Select
          label="For each"
          value={period}
          options={PERIODS.map((id) => ({ id, label: inWords(id) }))}
          onChange={(id) => {
            setPeriod(PERIODS.find((known) => known === id) ?? period);
          }}
        />
      </div>
      <TextField
        label="Only from these networks"
        help="Such as 203.0.113.0/24, one on each line; empty: from anywhere"
        rows={2}
        value={networks}
        onChange={setNetworks}
        error={refusalOf(errors, 'allowedIps')}
      />
      <TextField
        label="Ends on"
        help="Such as 2027-01-31, at midnight UTC; empty: never"
        value={ends}
        onChange={setEnds}
        error={refusalOf(errors, 'expiresAt')}
      />
      <Refusals errors={errors} fields={FIELDS} />
      <div>
        <Button type="submit" variant="primary" isPending={isPending}>
          {submitLabel}
        </Button>
      </div>
    </form>
  );
}
