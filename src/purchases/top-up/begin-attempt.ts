// Decides under the lock of the account's settings and writes the attempt, before anybody asks the payment provider.
import type { CreditPack } from '../../catalog/index.ts';
import { newId, shardOf, type Transaction, withoutNulls } from '../../database/index.ts';
import { formatMoney, type MicroCredits } from '../../money/index.ts';
import { publishEvents } from '../../webhooks/index.ts';
import { packsFor } from '../packs/pack-eligibility.ts';
import { decideTopUp, monthOf, type TopUpDecision, type TopUpFacts } from './decide-top-up.ts';
import type { StoredTopUp, TopUpTables } from './entities.ts';
import { countAttempts, toAttempt, toSettings } from './read-top-up.ts';
import type { TopUpAttempt, TopUpTrigger } from './top-up.ts';
import type { TopUpContext } from './top-up-context.ts';

/** Who asks has this long to get the answer; afterwards anybody may ask again. */
const LEASE_MILLISECONDS = 60_000;

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
  return shardOf(context.database, accountId).transaction((tx) =>
    beginLocked(tx, context, { accountId, trigger, wallet, packs }),
  );
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
  const row = await lockTopUp(tx, accountId);
  if (row === undefined) return undefined;
  // Read after the lock was taken: a rival may have held it for long.
  const now = clock();
  const { counted, hasPending } = await countAttempts(tx, row, now);
  const { pausedReason, retryAt, lastChargedAt } = row;
  const decision = decideTopUp({
    ...wallet,
    settings: toSettings(row),
    pausedReason,
    retryAt,
    lastChargedAt,
    trigger,
    packs,
    hasAttemptInFlight: hasPending,
    countedThisMonth: counted,
    now,
  });
  if (decision.kind === 'wait' && decision.because === 'MONTHLY_CAP') {
    await publishCapReached(tx, row, { counted, resumesAt: decision.until, now });
  }
  if (decision.kind !== 'attempt') return decision;
  return { kind: 'begun', attempt: await insertAttempt(tx, row, { decision, now }) };
}

/** Until the transaction ends, nobody else begins an attempt of the account, configures or settles one. */
export async function lockTopUp(tx: Transaction, accountId: string): Promise<StoredTopUp | undefined> {
  const settings = tx.tables<TopUpTables>().selectFrom('auto_top_up').selectAll().where('accountId', '=', accountId);
  const row = await settings.forUpdate().executeTakeFirst();
  return row === undefined ? undefined : withoutNulls(row);
}

/** Cheaper packs may be published: somebody looks again before the month ends. */
const CAP_LOOK_MILLISECONDS = 3_600_000;

/** It is published once a month, and again after other settings. */
async function publishCapReached(
  tx: Transaction,
  row: StoredTopUp,
  { counted, resumesAt, now }: { readonly counted: bigint; readonly resumesAt: Date; readonly now: Date },
): Promise<void> {
  const { accountId, capPublishedAt, currency } = row;
  const isPublished = capPublishedAt !== undefined && capPublishedAt >= monthOf(now);
  const capUntil = new Date(Math.min(resumesAt.getTime(), now.getTime() + CAP_LOOK_MILLISECONDS));
  await tx
    .tables<TopUpTables>()
    .updateTable('auto_top_up')
    .set({ capUntil, capPublishedAt: isPublished ? capPublishedAt : now })
    .where('accountId', '=', accountId)
    .execute();
  if (isPublished) return;
  const inWords = (minorUnits: bigint) => ({ amount: formatMoney({ minorUnits, currency }), currency });
  const data = {
    monthlyCap: inWords(row.monthlyCapMinorUnits),
    countedThisMonth: inWords(counted),
    resumesAt: resumesAt.toISOString(),
  };
  publishEvents(tx, [{ accountId, type: 'auto_top_up.cap_reached', data, occurredAt: now }]);
}

async function insertAttempt(
  tx: Transaction,
  { accountId, customerId, paymentMethodId }: StoredTopUp,
  { decision, now }: { readonly decision: Extract<TopUpDecision, { kind: 'attempt' }>; readonly now: Date },
): Promise<TopUpAttempt> {
  // The database holds the same: what is switched on has both.
  if (customerId === undefined || paymentMethodId === undefined) throw new Error('a top-up has no payment method');
  const { pack, reason } = decision;
  const inserted = await tx
    .tables<TopUpTables>()
    .insertInto('auto_top_up_attempt')
    .values({
      accountId,
      id: newId(),
      reason: reason.kind,
      reasonAvailable: reason.available,
      reasonThreshold: reason.kind === 'BALANCE_BELOW_THRESHOLD' ? reason.threshold : null,
      reasonShortfall: reason.kind === 'RESERVATION_REFUSED' ? reason.shortfall : null,
      packId: pack.id,
      packName: pack.name,
      validity: pack.validity,
      credits: pack.credits,
      priceMinorUnits: pack.price.minorUnits,
      currency: pack.price.currency,
      customerId,
      paymentMethodId,
      nextAskAt: new Date(now.getTime() + LEASE_MILLISECONDS),
      createdAt: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toAttempt(withoutNulls(inserted));
}
