// Buys a pack by itself when the balance runs low: what it does now, why it stands still, and how it is set.
import { type SyntheticEvent, useState } from 'react';
import { useTell } from '../../data/ask.ts';
import { refusalOf, refusalsOf } from '../../data/refusals.ts';
import type { ResultOf } from '../../data/result-of.ts';
import { Refusals } from '../../data/states.tsx';
import { money } from '../../look/amount.ts';
import { Badge, type BadgeTone, inWords } from '../../look/badge.tsx';
import { Button } from '../../look/button.tsx';
import { Card } from '../../look/card.tsx';
import { Credits } from '../../look/credits.tsx';
import { Checkbox, Select, TextField } from '../../look/fields.tsx';
import { Moment } from '../../look/moment.tsx';
import { Notice } from '../../look/notice.tsx';
import { type Column, Table } from '../../look/table.tsx';
import { type BILLING, CONFIGURE_TOP_UP } from './documents.ts';

type Data = ResultOf<typeof BILLING>;
type TopUp = NonNullable<Data['account']['autoTopUp']>;

const TONES: Readonly<Record<TopUp['state'], BadgeTone>> = {
  READY: 'good',
  IN_FLIGHT: 'live',
  RETRYING: 'warn',
  CAP_REACHED: 'warn',
  PAUSED: 'bad',
  OFF: 'plain',
};

const COLUMNS: readonly Column<TopUp['lastAttempts'][number]>[] = [
  { name: 'When', show: ({ createdAt }) => <Moment at={createdAt} /> },
  {
    name: 'Outcome',
    show: ({ status, message, declineCode }) => (
      <>
        <Badge tone={status === 'SUCCEEDED' ? 'good' : status === 'FAILED' ? 'bad' : 'live'}>{inWords(status)}</Badge>{' '}
        <span className="small soft">{message ?? declineCode}</span>
      </>
    ),
  },
  { name: 'Credits', isNumber: true, show: ({ credits }) => <Credits value={credits} /> },
  { name: 'Price', isNumber: true, show: ({ price }) => money(price) },
];

const FIELDS = ['threshold', 'packId', 'monthlyCap'];

export interface AutoTopUpProps {
  readonly packs: Data['creditPacks'];
  readonly topUp: Data['account']['autoTopUp'];
}

export function AutoTopUp({ packs, topUp }: AutoTopUpProps) {
  return (
    <Card
      title="Auto top-up"
      action={topUp === null ? null : <Badge tone={TONES[topUp.state]}>{inWords(topUp.state)}</Badge>}
    >
      {topUp?.pausedMessage == null ? null : <Notice tone="warn">{topUp.pausedMessage}</Notice>}
      {topUp === null ? null : (
        <p className="small soft">
          {money(topUp.spentThisMonth)} of {money(topUp.monthlyCap)} this month
          {topUp.nextAttemptAt === null ? null : (
            <>
              ; next not before <Moment at={topUp.nextAttemptAt} />
            </>
          )}
        </p>
      )}
      <TopUpForm packs={packs} topUp={topUp} />
      {topUp === null || topUp.lastAttempts.length === 0 ? null : (
        <Table caption="The last attempts" columns={COLUMNS} rows={topUp.lastAttempts} keyOf={({ id }) => id} />
      )}
    </Card>
  );
}

/** As it is set; for one that never was, something to begin with. */
function initialOf({ packs: [pack], topUp }: AutoTopUpProps) {
  if (topUp === null) {
    return { enabled: false, threshold: '10', packId: pack?.id, cap: '100', currency: pack?.price.currency ?? 'usd' };
  }
  const { enabled, threshold, monthlyCap } = topUp;
  return {
    enabled,
    threshold,
    packId: topUp.pack?.id ?? pack?.id,
    cap: monthlyCap.amount,
    currency: monthlyCap.currency,
  };
}

const WANTED = 'tollgate.top-up';

/** What was to be saved when the customer was led away for a card: the gateway takes it once a card is known. */
function recallWanted(): ReturnType<typeof initialOf> | undefined {
  const text = sessionStorage.getItem(WANTED);
  return text === null ? undefined : (JSON.parse(text) as ReturnType<typeof initialOf>);
}

function TopUpForm({ packs, topUp }: AutoTopUpProps) {
  const [wanted, setWanted] = useState(recallWanted);
  const initial = wanted ?? initialOf({ packs, topUp });
  const [enabled, setEnabled] = useState(initial.enabled);
  const [threshold, setThreshold] = useState(initial.threshold);
  const [packId, setPackId] = useState(initial.packId);
  const [cap, setCap] = useState(initial.cap);
  const configure = useTell(CONFIGURE_TOP_UP);
  const refusals = refusalsOf(configure.error, configure.data?.configureAutoTopUp.userErrors);
  const { currency } = initial;
  const submit = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    const answer = await configure.tell({
      input: {
        enabled,
        threshold: threshold.trim(),
        monthlyCap: { amount: cap.trim(), currency },
        ...(packId === undefined ? {} : { packId }),
      },
    });
    if (answer === undefined) return;
    const { configureAutoTopUp } = answer;
    if (configureAutoTopUp.setupUrl !== null) {
      sessionStorage.setItem(WANTED, JSON.stringify({ enabled, threshold, packId, cap, currency }));
      location.assign(configureAutoTopUp.setupUrl);
    } else if (configureAutoTopUp.userErrors.length === 0) {
      sessionStorage.removeItem(WANTED);
      setWanted(undefined);
    }
  };
  return (
    <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
      {wanted === undefined ? null : (
        <Notice>This was not saved yet, since no card was known. Save it now that there is one.</Notice>
      )}
      <Checkbox isSelected={enabled} onChange={setEnabled}>
        Buy credits when they run low
      </Checkbox>
      <div className="grid">
        <TextField
          label="When less than this is available"
          inputMode="decimal"
          value={threshold}
          onChange={setThreshold}
          error={refusalOf(refusals, 'threshold')}
        />
        <Select
          label="Buy"
          value={packId}
          options={packs.map(({ id, name, price }) => ({ id, label: `${name}, ${money(price)}` }))}
          onChange={setPackId}
          error={refusalOf(refusals, 'packId')}
        />
        <TextField
          label={`At most in a month, ${currency.toUpperCase()}`}
          inputMode="decimal"
          value={cap}
          onChange={setCap}
          error={refusalOf(refusals, 'monthlyCap')}
        />
      </div>
      <Refusals errors={refusals} fields={FIELDS} />
      <div>
        <Button type="submit" isPending={configure.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
