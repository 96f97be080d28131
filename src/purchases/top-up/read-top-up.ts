// Settings and attempts as they are kept, and what an account's automatic top-up looks like now.
import type { CreditPack } from '../../catalog/index.ts';
import { type Sql, withoutNulls } from '../../database/index.ts';
import { type MicroCredits, ZERO } from '../../money/index.ts';
import { packsFor } from '../packs/pack-eligibility.ts';
import { pauseInWords, publicDeclineCode } from './decide-decline.ts';
import { choosePack, monthOf, nextMonth, owes } from './decide-top-up.ts';
import type { StoredAttempt, StoredTopUp, TopUpTables } from './entities.ts';
import type { AutoTopUp, TopUpAttempt, TopUpReason, TopUpSettings, TopUpState } from './top-up.ts';
import type { TopUpContext } from './top-up-context.ts';

const SHOWN_ATTEMPTS = 10;

/** Longer than any attempt is without its answer, unless it is still open. */
const LONGEST_ANSWER_MILLISECONDS = 35 * 86_400_000;

export function toSettings(row: StoredTopUp): TopUpSettings {
  const { enabled, threshold, packId, target, coolDownSeconds, paysDebt, currency } = row;
  const monthlyCap = { minorUnits: row.monthlyCapMinorUnits, currency };
  return { enabled, threshold, packId, target, monthlyCap, coolDownSeconds, paysDebt };
}

export function toAttempt(row: StoredAttempt): TopUpAttempt {
  const { accountId, id, status, credits, customerId, paymentMethodId, paymentIntentId, message, asks } = row;
  return {
    accountId,
    id,
    status,
    reason: reasonOf(row),
    pack: { id: row.packId, name: row.packName, validity: row.validity },
    credits,
    price: { minorUnits: row.priceMinorUnits, currency: row.currency },
    customerId,
    paymentMethodId,
    paymentIntentId,
    declineCode: publicDeclineCode(row.declineCode),
    message,
    createdAt: row.createdAt,
    endedAt: row.endedAt,
    asks,
  };
}

function reasonOf({ reason: kind, reasonAvailable: available, ...row }: StoredAttempt): TopUpReason {
  switch (kind) {
    case 'BALANCE_BELOW_THRESHOLD':
      return { kind, available, threshold: row.reasonThreshold ?? ZERO };
    case 'RESERVATION_REFUSED':
      return { kind, available, shortfall: row.reasonShortfall ?? ZERO };
    case 'MANUAL':
      return { kind, available };
    default:
      return kind satisfies never;
  }
}

export async function findAttempt(sql: Sql, accountId: string, id: string): Promise<TopUpAttempt | undefined> {
  const attempts = sql.tables<TopUpTables>().selectFrom('auto_top_up_attempt').selectAll();
  const row = await attempts.where('accountId', '=', accountId).where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : toAttempt(withoutNulls(row));
}

/** What the cap of a month counts, in minor units of its currency, and what of it was paid. */
export interface CountedAttempts {
  readonly counted: bigint;
  readonly spent: bigint;
  readonly hasPending: boolean;
}

/**
 * Of the UTC month of `now`. Every attempt counts, whatever became of it: its money may have moved. One that was begun in one
 * month and answered in the next counts in both, since nobody knows when the money moved.
 */
export async function countAttempts(
  sql: Sql,
  { accountId, currency }: Pick<StoredTopUp, 'accountId' | 'currency'>,
  now: Date,
): Promise<CountedAttempts> {
  const month = monthOf(now);
  const earliest = new Date(month.getTime() - LONGEST_ANSWER_MILLISECONDS);
  const { counted, spent, pending } = await sql
    .tables<TopUpTables>()
    .selectFrom('auto_top_up_attempt')
    .select((eb) => {
      const prices = eb.fn.sum('priceMinorUnits').filterWhere('currency', '=', currency);
      const orZero = (sum: typeof prices) => eb.cast<bigint>(eb.fn.coalesce(sum, eb.lit(0)), 'bigint');
      return [
        orZero(prices).as('counted'),
        orZero(prices.filterWhere('status', '=', 'SUCCEEDED')).as('spent'),
        eb.fn.countAll<bigint>().filterWhere('status', '=', 'PENDING').as('pending'),
      ];
    })
    .where('accountId', '=', accountId)
    .where((eb) =>
      eb.or([
        eb('status', '=', 'PENDING'),
        eb('createdAt', '>=', earliest).and(eb.or([eb('createdAt', '>=', month), eb('endedAt', '>=', month)])),
      ]),
    )
    .executeTakeFirstOrThrow();
  return { counted, spent, hasPending: pending > 0n };
}

interface Seen {
  readonly row: StoredTopUp;
  readonly attempts: readonly TopUpAttempt[];
  readonly packs: readonly CreditPack[];
  readonly debt: MicroCredits;
  readonly countedThisMonth: bigint;
  readonly now: Date;
}

/** Undefined when it was never configured. */
export async function showTopUp(
  { database, ledger, catalog, accounts, now }: Omit<TopUpContext, 'payments' | 'customerOf' | 'publicUrl' | 'log'>,
  accountId: string,
): Promise<AutoTopUp | undefined> {
  const account = await accounts.find(accountId);
  return readTopUp(database, accountId, {
    packs: packsFor(catalog, account?.planId),
    isPostpaid: account?.billingMode === 'POSTPAID',
    debt: (await ledger.balance(accountId))?.debt ?? ZERO,
    now: now(),
  });
}

async function readTopUp(
  sql: Sql,
  accountId: string,
  { packs, isPostpaid, debt, now }: Pick<Seen, 'packs' | 'debt' | 'now'> & { readonly isPostpaid: boolean },
): Promise<AutoTopUp | undefined> {
  const tables = sql.tables<TopUpTables>();
  const stored = await tables
    .selectFrom('auto_top_up')
    .selectAll()
    .where('accountId', '=', accountId)
    .executeTakeFirst();
  if (stored === undefined) return undefined;
  // Who pays by invoice needs no credits beforehand: it waits until the account pays beforehand again.
  const row = { ...withoutNulls(stored), enabled: stored.enabled && !isPostpaid };
  const attempts = await tables
    .selectFrom('auto_top_up_attempt')
    .selectAll()
    .where('accountId', '=', accountId)
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(SHOWN_ATTEMPTS)
    .execute();
  const { currency } = row;
  const { counted, spent } = await countAttempts(sql, row, now);
  const shown = attempts.map(withoutNulls).map(toAttempt);
  return {
    ...describe({ row, attempts: shown, packs, debt, countedThisMonth: counted, now }),
    spentThisMonth: { minorUnits: spent, currency },
    countedThisMonth: { minorUnits: counted, currency },
  };
}

function describe(seen: Seen): Omit<AutoTopUp, 'spentThisMonth' | 'countedThisMonth'> {
  const { row, attempts } = seen;
  const settings = toSettings(row);
  const pack = choosePack({ ...seen, settings, available: settings.threshold }, 0n);
  const pausedReason = row.pausedReason ?? (settings.enabled ? standstillOf(seen, settings, pack) : undefined);
  const state = stateOf(seen, settings, { isPaused: pausedReason !== undefined, isCapped: pack === 'CAP_REACHED' });
  return {
    settings,
    state,
    pausedReason,
    pausedMessage: pausedReason === undefined ? undefined : inWords(pausedReason),
    nextAttemptAt: state === 'OFF' || state === 'PAUSED' ? undefined : nextAttemptAt(seen, settings, state),
    lastAttempts: attempts,
  };
}

function standstillOf(
  { debt }: Seen,
  settings: TopUpSettings,
  pack: ReturnType<typeof choosePack>,
): 'CREDITS_OWED' | 'PACK_UNAVAILABLE' | undefined {
  if (owes({ settings, debt })) return 'CREDITS_OWED';
  return pack === undefined ? 'PACK_UNAVAILABLE' : undefined;
}

function inWords(reason: NonNullable<AutoTopUp['pausedReason']>): string {
  switch (reason) {
    case 'PACK_UNAVAILABLE':
      return 'The pack is not for sale any more, or not on your plan. Choose another one.';
    case 'CREDITS_OWED':
      return 'Credits of a payment that went back were spent. Buy a pack to settle them, or switch paysDebt on.';
    default:
      return pauseInWords(reason);
  }
}

function stateOf(
  { row, attempts, now }: Seen,
  { enabled }: TopUpSettings,
  { isPaused, isCapped }: { readonly isPaused: boolean; readonly isCapped: boolean },
): TopUpState {
  if (attempts.some(({ status }) => status === 'PENDING')) return 'IN_FLIGHT';
  if (!enabled) return 'OFF';
  if (isPaused) return 'PAUSED';
  if (isCapped) return 'CAP_REACHED';
  return row.retryAt !== undefined && row.retryAt > now ? 'RETRYING' : 'READY';
}

/** The latest of the moments before which nothing happens, if one lies ahead. */
function nextAttemptAt({ row, now }: Seen, { coolDownSeconds }: TopUpSettings, state: TopUpState): Date | undefined {
  const cooled = row.lastChargedAt === undefined ? 0 : row.lastChargedAt.getTime() + coolDownSeconds * 1_000;
  const capped = state === 'CAP_REACHED' ? nextMonth(now).getTime() : 0;
  const latest = Math.max(cooled, row.retryAt?.getTime() ?? 0, capped);
  return latest > now.getTime() ? new Date(latest) : undefined;
}
