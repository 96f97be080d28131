// The decision on a payment of which money goes back: (what the provider shows, what we know) -> what changes. Pure, and
// the same whatever event led to the look, so that events may come in any order and any number of times.

import type { MicroCredits } from '../../money/index.ts';
import { sum, ZERO } from '../../money/index.ts';
import type { PurchaseStatus } from '../entities.ts';
import { decideRefundCredits, type Reversed } from './decide-shares.ts';
import type { PaymentDispute, PaymentRefund, PaymentState } from './refund-payments.ts';
import { isCounted, isInBetween, type Reversal, type ReversalKind, type ReversalStatus } from './reversal.ts';

export interface NewReversal {
  readonly kind: ReversalKind;
  readonly providerId: string;
  readonly credits: MicroCredits;
  readonly minorUnits: bigint;
  readonly status: ReversalStatus;
}

export interface ReversalChange {
  readonly id: string;
  readonly providerId: string;
  readonly status: ReversalStatus;
  readonly credits: MicroCredits;
}

export interface ReversalPlan {
  readonly added: readonly NewReversal[];
  readonly changed: readonly ReversalChange[];
  /** Refunds of ours that must come to their end before anything can be added: the plan is void. */
  readonly blockedBy: readonly Reversal[];
  /** What a person should look at. */
  readonly problems: readonly string[];
}

interface Facts {
  readonly state: PaymentState;
  /** All of this payment. */
  readonly known: readonly Reversal[];
  /** What the payment brought. */
  readonly granted: MicroCredits;
}

interface Draft {
  readonly added: NewReversal[];
  readonly changed: ReversalChange[];
  readonly problems: string[];
  reversed: Reversed;
}

export function decideReversals({ state, known, granted }: Facts): ReversalPlan {
  // Ours that only begin may come to nothing; should they not, they find no credits left.
  const counted = known.filter((row) => isCounted(row) && (row.kind !== 'OPERATOR_REFUND' || row.status === 'DONE'));
  const draft: Draft = {
    added: [],
    changed: [],
    problems: [],
    reversed: {
      granted,
      paid: state.paid.minorUnits,
      currency: state.paid.currency,
      reversedCredits: sum(counted.map(({ credits: one }) => one)),
      reversedMinorUnits: counted.reduce((total, { minorUnits }) => total + minorUnits, 0n),
    },
  };
  for (const refund of inOrder(state.refunds)) decideRefund(draft, refund, known);
  for (const dispute of inOrder(state.disputes)) decideDispute(draft, dispute, known);
  const { added, changed, problems } = draft;
  const done = new Set(changed.filter(({ status }) => status === 'DONE').map(({ id }) => id));
  const takesMore = [...added, ...changed].some(({ status }) => status === 'PENDING' || status === 'LOST');
  const blockedBy = takesMore ? known.filter((row) => isInBetween(row) && !done.has(row.id)) : [];
  return { added, changed, problems, blockedBy };
}

const inOrder = <T extends { readonly createdAt: Date }>(all: readonly T[]): T[] =>
  [...all].sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());

/** A refund that we gave up counts as made at the provider's end, should it turn up all the same. */
const isGivenUp = ({ status }: Reversal): boolean => status === 'FAILED' || status === 'RETURNING';

function decideRefund(draft: Draft, refund: PaymentRefund, known: readonly Reversal[]): void {
  const { refundId: providerId, ourId, minorUnits, state } = refund;
  const row =
    known.find((candidate) => candidate.providerId === providerId) ??
    known.find((candidate) => candidate.id === ourId && !isGivenUp(candidate));
  if (row === undefined) {
    if (state === 'MADE') draft.added.push({ ...claim(draft, providerId, minorUnits), kind: 'PROVIDER_REFUND' });
    return;
  }
  const { id, credits, status } = row;
  if (state === 'FAILED' && !isGivenUp(row)) draft.changed.push({ id, providerId, credits, status: 'RETURNING' });
  if (state === 'MADE' && status === 'TAKEN') {
    draft.changed.push({ id, providerId, credits, status: 'DONE' });
    draft.reversed = { ...draft.reversed, reversedCredits: sum([draft.reversed.reversedCredits, credits]) };
  }
}

function claim(draft: Draft, providerId: string, minorUnits: bigint) {
  const credits = decideRefundCredits(draft.reversed, minorUnits);
  const { reversed } = draft;
  draft.reversed = { ...reversed, reversedCredits: sum([reversed.reversedCredits, credits]) };
  return { providerId, minorUnits, credits, status: 'PENDING' as const };
}

function decideDispute(draft: Draft, dispute: PaymentDispute, known: readonly Reversal[]): void {
  const { disputeId: providerId, state } = dispute;
  if (state === 'INQUIRY') return;
  const row = known.find((candidate) => candidate.providerId === providerId);
  if (row?.status === state) return;
  if (row !== undefined && row.status !== 'OPEN') {
    // A stale look shows it open still; a bank that changes its mind is for a person.
    if (state !== 'OPEN') draft.problems.push(`dispute ${providerId} was ${row.status} and is ${state} now`);
    return;
  }
  addDispute(draft, { ...dispute, state }, row);
}

type CountedDispute = PaymentDispute & { readonly state: Exclude<PaymentDispute['state'], 'INQUIRY'> };

function addDispute(draft: Draft, dispute: CountedDispute, row: Reversal | undefined): void {
  const { disputeId: providerId, minorUnits, currency, state } = dispute;
  const { currency: paidIn } = draft.reversed;
  if (state === 'LOST' && currency !== paidIn) {
    // How many credits it took cannot be said: they stay held, and a person decides.
    draft.problems.push(`dispute ${providerId} was lost in ${currency}, and the payment was in ${paidIn}`);
    if (row === undefined) draft.added.push({ kind: 'DISPUTE', providerId, minorUnits, credits: ZERO, status: 'OPEN' });
    return;
  }
  const credits = state === 'LOST' ? claim(draft, providerId, minorUnits).credits : ZERO;
  if (row !== undefined) draft.changed.push({ id: row.id, providerId, credits, status: state });
  else draft.added.push({ kind: 'DISPUTE', providerId, minorUnits, credits, status: state });
}

/** What became of a purchase that was paid, and of its money. `paid`: minor units, with taxes. */
export function decidePurchaseStatus(
  reversals: readonly Pick<Reversal, 'kind' | 'status' | 'minorUnits'>[],
  paid: bigint,
): Extract<PurchaseStatus, 'PAID' | 'REFUNDED' | 'DISPUTED'> {
  const isDisputed = reversals.some(
    ({ kind, status }) => kind === 'DISPUTE' && (status === 'OPEN' || status === 'LOST'),
  );
  if (isDisputed) return 'DISPUTED';
  const done = reversals.filter(({ status }) => status === 'DONE');
  return done.reduce((total, { minorUnits }) => total + minorUnits, 0n) >= paid ? 'REFUNDED' : 'PAID';
}
