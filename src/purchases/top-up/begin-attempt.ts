// Decides under the lock of the account's settings and writes the attempt, before anybody asks the payment provider.

import type { CreditPack } from '../../catalog/index.ts';
import { newId, type Transaction } from '../../database/index.ts';
import { formatMoney, type MicroCredits } from '../../money/index.ts';
import { recordWebhookEvents } from '../../webhooks/index.ts';
import { packsFor } from '../packs/pack-eligibility.ts';
import { COUNTED } from './counted-attempts.ts';
import { decideTopUp, monthOf, type TopUpDecision, type TopUpFacts } from './decide-top-up.ts';
import type { TopUpAttempt, TopUpTrigger } from './top-up.ts';
import type { TopUpContext } from './top-up-context.ts';
import {
  ATTEMPT_COLUMNS,
  type AttemptRow,
  TOP_UP_COLUMNS,
  type TopUpRow,
  toAttempt,
  toSettings,
} from './top-up-row.ts';

/** Who asks has this long to get the answer; afterwards anybody may ask again. */
const LEASE_MILLISECONDS = 60_000;

const LOCK = `select ${TOP_UP_COLUMNS} from auto_top_up where account_id = $1 for update`;

const COUNT = `select coalesce(sum(price_minor_units) filter (where currency = $3), 0)::bigint as counted,
    coalesce(bool_or(status = 'PENDING'), false) as pending
  from auto_top_up_attempt where ${COUNTED}`;

const INSERT = `insert into auto_top_up_attempt (account_id, id, reason, reason_available, reason_threshold,
    reason_shortfall, pack_id, pack_name, validity, credits, price_minor_units, currency, customer_id, payment_method_id,
    next_ask_at, created_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) returning ${ATTEMPT_COLUMNS}`;

export type Begun =
  | { readonly kind: 'begun'; readonly attempt: TopUpAttempt }
  | Exclude<TopUpDecision, { readonly kind: 'attempt' }>;

/** Undefined when there is nothing to decide: no wallet, not configured, an account that is suspended and could
 * not spend, or one that pays by invoice. */
export async function beginAttempt(
  context: TopUpContext,
  accountId: string,
  trigger: TopUpTrigger,
): Promise<Begun | undefined> {
  const balance = await context.ledger.balance(accountId);
  if (balance === undefined) return undefined;
  const account = await context.accounts.find(accountId);
  if (account?.status === 'SUSPENDED' || account?.billingMode === 'POSTPAID') return undefined;
  const { debt, frozen } = balance;
  const wallet = { available: (balance.available - balance.creditLimit) as MicroCredits, debt, frozen };
  const packs = packsFor(context.catalog, account?.planId);
  return context.database.transaction((tx) => beginLocked(tx, context, { accountId, trigger, wallet, packs }));
}

interface Look {
  readonly accountId: string;
  readonly trigger: TopUpTrigger;
  readonly wallet: Pick<TopUpFacts, 'available' | 'debt' | 'frozen'>;
  /** What the account may buy. */
  readonly packs: readonly CreditPack[];
}

async function beginLocked(
  tx: Transaction,
  { now: clock }: TopUpContext,
  { accountId, trigger, wallet, packs }: Look,
): Promise<Begun | undefined> {
  const [row] = await tx.rows<TopUpRow>(LOCK, [accountId]);
  if (row === undefined) return undefined;
  // Read after the lock was taken: a rival may have held it for long.
  const now = clock();
  const [counts] = await tx.rows<{ counted: bigint; pending: boolean }>(COUNT, [accountId, monthOf(now), row.currency]);
  if (counts === undefined) throw new Error('a sum is one row');
  const decision = decideTopUp({
    ...toFacts(row),
    ...wallet,
    trigger,
    packs,
    hasAttemptInFlight: counts.pending,
    countedThisMonth: counts.counted,
    now,
  });
  if (decision.kind === 'wait' && decision.because === 'MONTHLY_CAP') {
    publishCapReached(tx, row, { counted: counts.counted, resumesAt: decision.until, now });
  }
  if (decision.kind !== 'attempt') return decision;
  return { kind: 'begun', attempt: await insertAttempt(tx, row, { decision, now }) };
}

const CAP_REACHED = 'update auto_top_up set cap_until = $2, cap_told_at = $3 where account_id = $1';

/** Cheaper packs may be published: somebody looks again before the month ends. */
const CAP_LOOK_MILLISECONDS = 3_600_000;

/** It is published once a month, and again after other settings. */
function publishCapReached(
  tx: Transaction,
  row: TopUpRow,
  { counted, resumesAt, now }: { readonly counted: bigint; readonly resumesAt: Date; readonly now: Date },
): void {
  const { account_id: accountId, cap_told_at: toldAt, currency } = row;
  const isTold = toldAt !== null && toldAt >= monthOf(now);
  const lookAt = new Date(Math.min(resumesAt.getTime(), now.getTime() + CAP_LOOK_MILLISECONDS));
  tx.send(CAP_REACHED, [accountId, lookAt, isTold ? toldAt : now]);
  if (isTold) return;
  const inWords = (minorUnits: bigint) => ({ amount: formatMoney({ minorUnits, currency }), currency });
  const data = {
    monthlyCap: inWords(row.monthly_cap_minor_units),
    countedThisMonth: inWords(counted),
    resumesAt: resumesAt.toISOString(),
  };
  recordWebhookEvents(tx, [{ accountId, type: 'auto_top_up.cap_reached', data, occurredAt: now }]);
}

function toFacts(row: TopUpRow): Pick<TopUpFacts, 'settings' | 'pausedReason' | 'retryAt' | 'lastChargedAt'> {
  return {
    settings: toSettings(row),
    pausedReason: row.paused_reason ?? undefined,
    retryAt: row.retry_at ?? undefined,
    lastChargedAt: row.last_charged_at ?? undefined,
  };
}

async function insertAttempt(
  tx: Transaction,
  row: TopUpRow,
  { decision, now }: { readonly decision: Extract<TopUpDecision, { kind: 'attempt' }>; readonly now: Date },
): Promise<TopUpAttempt> {
  const { pack, reason } = decision;
  const [inserted] = await tx.rows<AttemptRow>(INSERT, [
    row.account_id,
    newId(),
    reason.kind,
    reason.available,
    reason.kind === 'BALANCE_BELOW_THRESHOLD' ? reason.threshold : null,
    reason.kind === 'RESERVATION_REFUSED' ? reason.shortfall : null,
    pack.id,
    pack.name,
    pack.validity,
    pack.credits,
    pack.price.minorUnits,
    pack.price.currency,
    row.customer_id,
    row.payment_method_id,
    new Date(now.getTime() + LEASE_MILLISECONDS),
    now,
  ]);
  if (inserted === undefined) throw new Error('an attempt was not inserted');
  return toAttempt(inserted);
}
