// What an account's automatic top-up looks like now.
import type { CreditPack } from '../../catalog/index.ts';
import type { Sql } from '../../database/index.ts';
import { packsFor } from '../pack-eligibility.ts';
import { COUNTED } from './counted-attempts.ts';
import { type PauseReason, pauseInWords } from './decide-decline.ts';
import { choosePack, monthOf } from './decide-top-up.ts';
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
  readonly row: TopUpRow & { readonly cap_until: Date | null };
  readonly attempts: readonly TopUpAttempt[];
  readonly packs: readonly CreditPack[];
  readonly now: Date;
}

/** Undefined when it was never configured. */
export async function showTopUp(
  { database, catalog, accounts, now }: Pick<TopUpContext, 'database' | 'catalog' | 'accounts' | 'now'>,
  accountId: string,
): Promise<AutoTopUp | undefined> {
  const account = await accounts.find(accountId);
  return readTopUp(database, accountId, {
    packs: packsFor(catalog, account?.planId),
    isPostpaid: account?.billingMode === 'POSTPAID',
    now: now(),
  });
}

async function readTopUp(
  sql: Sql,
  accountId: string,
  { packs, isPostpaid, now }: Pick<Seen, 'packs' | 'now'> & { readonly isPostpaid: boolean },
): Promise<AutoTopUp | undefined> {
  const [stored] = await sql.rows<Seen['row']>(
    `select ${TOP_UP_COLUMNS}, cap_until from auto_top_up where account_id = $1`,
    [accountId],
  );
  if (stored === undefined) return undefined;
  // Who pays by invoice needs no credits beforehand: it stands still until the account pays beforehand again.
  const row = { ...stored, enabled: stored.enabled && !isPostpaid };
  const attempts = await sql.rows<AttemptRow>(
    `select ${ATTEMPT_COLUMNS} from auto_top_up_attempt where account_id = $1 order by created_at desc, id desc limit $2`,
    [accountId, SHOWN_ATTEMPTS],
  );
  const { currency } = row;
  const [sums] = await sql.rows<{ counted: bigint; spent: bigint }>(SUMS, [accountId, monthOf(now), currency]);
  return {
    ...describe({ row, attempts: attempts.map(toAttempt), packs, now }),
    spentThisMonth: { minorUnits: sums?.spent ?? 0n, currency },
    countedThisMonth: { minorUnits: sums?.counted ?? 0n, currency },
  };
}

function describe(seen: Seen): Omit<AutoTopUp, 'spentThisMonth' | 'countedThisMonth'> {
  const { row, attempts, packs } = seen;
  const settings = toSettings(row);
  const pack = choosePack(settings, packs, { available: settings.threshold, wanted: 0n });
  const pausedReason = row.paused_reason ?? (settings.enabled && pack === undefined ? 'PACK_UNAVAILABLE' : undefined);
  const state = stateOf(seen, settings, pausedReason !== undefined);
  return {
    settings,
    state,
    pausedReason,
    pausedMessage: pausedReason === undefined ? undefined : inWords(pausedReason),
    nextAttemptAt: state === 'OFF' || state === 'PAUSED' ? undefined : nextAttemptAt(seen, settings),
    lastAttempts: attempts,
  };
}

const inWords = (reason: PauseReason | 'PACK_UNAVAILABLE'): string =>
  reason === 'PACK_UNAVAILABLE'
    ? 'The pack is not for sale any more, or not on your plan. Choose another one.'
    : pauseInWords(reason);

function stateOf({ row, attempts, now }: Seen, { enabled }: TopUpSettings, isPaused: boolean): TopUpState {
  if (attempts.some(({ status }) => status === 'PENDING')) return 'IN_FLIGHT';
  if (!enabled) return 'OFF';
  if (isPaused) return 'PAUSED';
  return row.retry_at !== null && row.retry_at > now ? 'RETRYING' : 'READY';
}

/** The latest of the moments before which nothing happens, if one lies ahead. */
function nextAttemptAt({ row, now }: Seen, { coolDownSeconds }: TopUpSettings): Date | undefined {
  const cooled = row.last_charged_at === null ? 0 : row.last_charged_at.getTime() + coolDownSeconds * 1_000;
  const latest = Math.max(cooled, row.retry_at?.getTime() ?? 0, row.cap_until?.getTime() ?? 0);
  return latest > now.getTime() ? new Date(latest) : undefined;
}

export async function findAttempt(sql: Sql, accountId: string, id: string): Promise<TopUpAttempt | undefined> {
  const [row] = await sql.rows<AttemptRow>(
    `select ${ATTEMPT_COLUMNS} from auto_top_up_attempt where account_id = $1 and id = $2`,
    [accountId, id],
  );
  return row === undefined ? undefined : toAttempt(row);
}
