// What an account's automatic top-up looks like now.
import type { CreditPack } from '../../catalog/index.ts';
import type { Sql } from '../../database/index.ts';
import { type MicroCredits, ZERO } from '../../money/index.ts';
import { packsFor } from '../packs/pack-eligibility.ts';
import { COUNTED } from './counted-attempts.ts';
import { pauseInWords } from './decide-decline.ts';
import { choosePack, monthOf, nextMonth, owes } from './decide-top-up.ts';
import type { AutoTopUp, TopUpAttempt, TopUpSettings, TopUpState } from './top-up.ts';
import type { TopUpContext } from './top-up-context.ts';
import {
  ATTEMPT_COLUMNS,
  type AttemptRow,
  TOP_UP_COLUMNS,
  type TopUpRow,
  toAttempt,
  toSettings,
} from './top-up-row.ts';

const SHOWN_ATTEMPTS = 10;

const SUMS = `select coalesce(sum(price_minor_units), 0)::bigint as counted,
    coalesce(sum(price_minor_units) filter (where status = 'SUCCEEDED'), 0)::bigint as spent
  from auto_top_up_attempt where ${COUNTED} and currency = $3`;

interface Seen {
  readonly row: TopUpRow;
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
  const [stored] = await sql.rows<TopUpRow>(`select ${TOP_UP_COLUMNS} from auto_top_up where account_id = $1`, [
    accountId,
  ]);
  if (stored === undefined) return undefined;
  // Who pays by invoice needs no credits beforehand: it stands still until the account pays beforehand again.
  const row = { ...stored, enabled: stored.enabled && !isPostpaid };
  const attempts = await sql.rows<AttemptRow>(
    `select ${ATTEMPT_COLUMNS} from auto_top_up_attempt where account_id = $1 order by created_at desc, id desc limit $2`,
    [accountId, SHOWN_ATTEMPTS],
  );
  const { currency } = row;
  const [sums] = await sql.rows<{ counted: bigint; spent: bigint }>(SUMS, [accountId, monthOf(now), currency]);
  const countedThisMonth = sums?.counted ?? 0n;
  return {
    ...describe({ row, attempts: attempts.map(toAttempt), packs, debt, countedThisMonth, now }),
    spentThisMonth: { minorUnits: sums?.spent ?? 0n, currency },
    countedThisMonth: { minorUnits: countedThisMonth, currency },
  };
}

function describe(seen: Seen): Omit<AutoTopUp, 'spentThisMonth' | 'countedThisMonth'> {
  const { row, attempts } = seen;
  const settings = toSettings(row);
  const pack = choosePack({ ...seen, settings, available: settings.threshold }, 0n);
  const pausedReason = row.paused_reason ?? (settings.enabled ? standstillOf(seen, settings, pack) : undefined);
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
  return row.retry_at !== null && row.retry_at > now ? 'RETRYING' : 'READY';
}

/** The latest of the moments before which nothing happens, if one lies ahead. */
function nextAttemptAt({ row, now }: Seen, { coolDownSeconds }: TopUpSettings, state: TopUpState): Date | undefined {
  const cooled = row.last_charged_at === null ? 0 : row.last_charged_at.getTime() + coolDownSeconds * 1_000;
  const capped = state === 'CAP_REACHED' ? nextMonth(now).getTime() : 0;
  const latest = Math.max(cooled, row.retry_at?.getTime() ?? 0, capped);
  return latest > now.getTime() ? new Date(latest) : undefined;
}

export async function findAttempt(sql: Sql, accountId: string, id: string): Promise<TopUpAttempt | undefined> {
  const [row] = await sql.rows<AttemptRow>(
    `select ${ATTEMPT_COLUMNS} from auto_top_up_attempt where account_id = $1 and id = $2`,
    [accountId, id],
  );
  return row === undefined ? undefined : toAttempt(row);
}
