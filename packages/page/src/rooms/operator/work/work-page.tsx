// What waits for a decision of people: generations that are held or stuck, and where money and credits do not agree.
import { useState } from 'react';
import { Link } from 'react-router';
import { useGateway } from '../../../data/gateway.tsx';
import type { ResultOf } from '../../../data/result-of.ts';
import { Badge, inWords } from '../../../look/badge.tsx';
import { Button } from '../../../look/button.tsx';
import { Card } from '../../../look/card.tsx';
import { Credits } from '../../../look/credits.tsx';
import { Select } from '../../../look/fields.tsx';
import { PageHeading } from '../../../look/heading.tsx';
import { Moment } from '../../../look/moment.tsx';
import type { Column } from '../../../look/table.tsx';
import { StatusBadge } from '../../generations/status.tsx';
import { ActDialog } from '../act.tsx';
import { useNarrow } from '../narrow.ts';
import { Paged } from '../paged.tsx';
import { FINDINGS, HELD, RECONCILE, STUCK } from './documents.ts';
import { SettleDialog, type Unsettled } from './settle-dialog.tsx';

type Held = ResultOf<typeof HELD>['heldGenerations']['nodes'][number];
type Stuck = ResultOf<typeof STUCK>['stuckGenerations']['nodes'][number];
type Finding = ResultOf<typeof FINDINGS>['reconcileFindings']['nodes'][number];

const LIVE_SECONDS = 15;

export function WorkPage() {
  return (
    <div className="stack">
      <PageHeading title="Open cases">What the gateway does not decide by itself.</PageHeading>
      <HeldCard />
      <StuckCard />
      <FindingsCard />
    </div>
  );
}

const AccountLink = ({ id }: { readonly id: string }) => <Link to={`/operator/accounts/${id}`}>{id}</Link>;

/** What held and stuck ones have in common. */
const SHARED: readonly Column<Stuck>[] = [
  { name: 'Accepted', show: ({ generation }) => <Moment at={generation.createdAt} relative /> },
  { name: 'Generation', show: ({ generation }) => <code>{generation.id}</code> },
  { name: 'Account', show: ({ accountId }) => <AccountLink id={accountId} /> },
  { name: 'Model', show: ({ generation }) => generation.model.name },
  { name: 'Status', show: ({ generation }) => <StatusBadge status={generation.status} /> },
  { name: 'Set aside', isNumber: true, show: ({ reserved }) => <Credits value={reserved} /> },
];

/** The button of each row, and the dialog that it opens. */
function useSettling() {
  const [chosen, setChosen] = useState<Unsettled>();
  const button = ({ accountId, reserved, generation }: Stuck, proposed: string | null) => (
    <Button
      small
      aria-label={`Settle ${generation.id}`}
      onPress={() => {
        setChosen({ accountId, generationId: generation.id, reserved, proposed });
      }}
    >
      Settle
    </Button>
  );
  const dialog =
    chosen === undefined ? null : (
      <SettleDialog
        of={chosen}
        onClose={() => {
          setChosen(undefined);
        }}
      />
    );
  return { button, dialog };
}

function HeldCard() {
  const { button, dialog } = useSettling();
  const columns: readonly Column<Held>[] = [
    ...SHARED,
    {
      name: 'Delivered comes to',
      isNumber: true,
      show: ({ amount }) => (amount === null ? <Badge tone="warn">No price</Badge> : <Credits value={amount} />),
    },
    { name: 'Action', show: (row) => button(row, row.amount) },
  ];
  return (
    <Card title="Held for review">
      <Paged
        document={HELD}
        variables={{}}
        caption="Generations that are held for review"
        columns={columns}
        pick={({ heldGenerations }) => heldGenerations}
        keyOf={({ generation }) => generation.id}
        everySeconds={LIVE_SECONDS}
        empty="None is held."
      />
      {dialog}
    </Card>
  );
}

const AGES: ReadonlyMap<string, string> = new Map([
  ['15', 'Older than 15 minutes'],
  ['60', 'Older than an hour'],
  ['1440', 'Older than a day'],
]);
const AN_HOUR = '60';

function StuckCard() {
  const { valueOf, narrow } = useNarrow();
  const { button, dialog } = useSettling();
  const age = AGES.has(valueOf('age')) ? valueOf('age') : AN_HOUR;
  const columns: readonly Column<Stuck>[] = [...SHARED, { name: 'Action', show: (row) => button(row, '0') }];
  return (
    <Card
      title="Stuck"
      action={
        <Select
          label="Age"
          value={age}
          options={[...AGES].map(([id, label]) => ({ id, label }))}
          onChange={(id) => {
            narrow('age', id);
          }}
        />
      }
    >
      <Paged
        document={STUCK}
        variables={{ olderThanMinutes: Number(age) }}
        caption="Generations that are stuck"
        columns={columns}
        pick={({ stuckGenerations }) => stuckGenerations}
        keyOf={({ generation }) => generation.id}
        everySeconds={LIVE_SECONDS}
        empty="None is stuck."
      />
      {dialog}
    </Card>
  );
}

const FINDING_COLUMNS: readonly Column<Finding>[] = [
  { name: 'First seen', show: ({ firstSeenAt }) => <Moment at={firstSeenAt} /> },
  { name: 'What', show: ({ code }) => <Badge tone="warn">{inWords(code)}</Badge> },
  { name: 'Account', show: ({ accountId }) => (accountId === null ? '–' : <AccountLink id={accountId} />) },
  { name: 'In words', show: ({ message }) => message },
  { name: 'Checked', show: ({ checkedAt }) => <Moment at={checkedAt} /> },
];

function FindingsCard() {
  const [isStarting, setStarting] = useState(false);
  return (
    <Card
      title="Money and credits"
      action={
        <Button
          onPress={() => {
            setStarting(true);
          }}
        >
          Compare now
        </Button>
      }
    >
      <Paged
        document={FINDINGS}
        variables={{}}
        caption="Where money and credits do not agree"
        columns={FINDING_COLUMNS}
        pick={({ reconcileFindings }) => reconcileFindings}
        keyOf={({ id }) => id}
        everySeconds={LIVE_SECONDS}
        empty="They agree, as far as the last comparison saw."
      />
      {isStarting ? (
        <ReconcileDialog
          onClose={() => {
            setStarting(false);
          }}
        />
      ) : null}
    </Card>
  );
}

function ReconcileDialog({ onClose }: { onClose(): void }) {
  const gateway = useGateway();
  return (
    <ActDialog
      title="Compare with the payment provider now"
      submitLabel="Compare"
      onClose={onClose}
      act={async ({ reason }) => {
        const { startReconciliation } = await gateway.request(RECONCILE, { input: { reason } });
        const { started, userErrors } = startReconciliation;
        return { userErrors, done: started ? 'It runs. What it finds appears here.' : 'One was under way already.' };
      }}
    >
      In the background. The gateway does it by itself every 10 minutes, too.
    </ActDialog>
  );
}
