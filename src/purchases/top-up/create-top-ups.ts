// Wires automatic top-ups, and their recurring work: wallets that changed, wallets below their threshold, charges without an
// answer. Any number of gateways may do it at once: the lock and the unique index of an attempt decide who charges.
import { type ExpressionBuilder, sql as raw } from 'kysely';
import pLimit from 'p-limit';
import { type Sql, takeInTurn, withoutNulls } from '../../database/index.ts';
import { WALLETS } from '../../ledger/index.ts';
import { SILENT_LOG } from '../purchase-log.ts';
import { beginAttempt } from './begin-attempt.ts';
import { configureTopUp } from './configure-top-up.ts';
import type { TopUpTables } from './entities.ts';
import { showTopUp, toAttempt } from './read-top-up.ts';
import { runAttempt } from './run-attempt.ts';
import type { TopUpAttempt, TopUps, TopUpTrigger } from './top-up.ts';
import type { TopUpContext } from './top-up-context.ts';

export type TopUpsOptions = Omit<TopUpContext, 'log'> & Partial<Pick<TopUpContext, 'log'>>;

/** More that ask or change between two looks are left to the round. */
const MOST_WAITING = 10_000;

export function createTopUps(options: TopUpsOptions): TopUps {
  const context: TopUpContext = { log: SILENT_LOG, ...options };
  let waiting = new Map<string, TopUpTrigger>();

  /** A refused reservation says more than a changed balance. */
  const begin = (accountId: string, trigger: TopUpTrigger): void => {
    if (trigger.kind === 'BALANCE' && waiting.has(accountId)) return;
    if (waiting.size < MOST_WAITING || waiting.has(accountId)) waiting.set(accountId, trigger);
  };

  return {
    configure: async (request) => {
      const configured = await configureTopUp(context, request);
      if (configured.refusal === undefined && request.enabled) {
        begin(request.accountId, { kind: request.now === true ? 'MANUAL' : 'BALANCE' });
      }
      return configured;
    },
    find: (accountId) => showTopUp(context, accountId),
    reservationRefused: ({ accountId, required }) => {
      begin(accountId, { kind: 'RESERVATION_REFUSED', required });
    },
    walletChanged: (accountId) => {
      begin(accountId, { kind: 'BALANCE' });
    },
    runWoken: async () => {
      const looks = waiting;
      waiting = new Map();
      return topUpAmong(context, looks);
    },
    runRound: () => runTopUpRound(context),
    recover: () => recoverTopUps(context),
  };
}

const PAGE = 200;
/** Accounts that are charged at the same time. */
const AT_ONCE = 8;

const CLAIM_MILLISECONDS = 60_000;
const FIRST_ACCOUNT = '00000000-0000-0000-0000-000000000000';

/** True when an attempt was made. */
async function topUp(context: TopUpContext, accountId: string, trigger: TopUpTrigger): Promise<boolean> {
  const begun = await beginAttempt(context, accountId, trigger);
  if (begun?.kind !== 'begun') return false;
  await runAttempt(context, begun.attempt);
  return true;
}

async function topUpAll(context: TopUpContext, looks: ReadonlyMap<string, TopUpTrigger>): Promise<number> {
  const results = await doAll([...looks], ([accountId, trigger]) => topUp(context, accountId, trigger));
  return results.filter((isMade) => isMade).length;
}

/** Only those that could charge now; exactly what is available is read afterwards. */
function isReady(eb: ExpressionBuilder<TopUpTables, 'auto_top_up'>, now: Date) {
  const hasCome = (moment: 'retryAt' | 'capUntil') => eb.or([eb(moment, 'is', null), eb(moment, '<=', now)]);
  const cooledAt = raw<Date>`last_charged_at + cool_down_seconds * interval '1 second'`;
  const inFlight = eb
    .selectFrom('auto_top_up_attempt as attempt')
    .select('attempt.id')
    .whereRef('attempt.accountId', '=', 'auto_top_up.accountId')
    .where('attempt.status', '=', 'PENDING');
  return eb.and([
    eb('enabled', '=', eb.lit(true)),
    eb('pausedReason', 'is', null),
    hasCome('retryAt'),
    hasCome('capUntil'),
    eb.or([eb('lastChargedAt', 'is', null), eb(cooledAt, '<=', now)]),
    eb.not(eb.exists(inFlight)),
  ]);
}

/** Of those that ask or have changed, only accounts that have it switched on cost more than this one statement. */
async function topUpAmong(context: TopUpContext, looks: ReadonlyMap<string, TopUpTrigger>): Promise<number> {
  if (looks.size === 0) return 0;
  const ids = [...looks.keys()];
  const asked = ids.filter((id) => looks.get(id)?.kind === 'MANUAL');
  const now = context.now();
  const ready = await context.database
    .tables<TopUpTables>()
    .selectFrom('auto_top_up')
    .select('accountId')
    .where('accountId', 'in', ids)
    // Who asked for it is answered, if only by the event that the cap is reached.
    .where((eb) => eb.or([isReady(eb, now), eb('enabled', '=', eb.lit(true)).and('accountId', 'in', asked)]))
    .execute();
  return topUpAll(context, new Map(ready.map(({ accountId: id }) => [id, looks.get(id) ?? { kind: 'BALANCE' }])));
}

async function runTopUpRound(context: TopUpContext): Promise<number> {
  let made = 0;
  let after: string | undefined = FIRST_ACCOUNT;
  while (after !== undefined) {
    const ids: string[] = await pageAfter(context.database, after, context.now());
    made += await topUpAll(context, new Map(ids.map((id) => [id, { kind: 'BALANCE' }])));
    after = ids.length < PAGE ? undefined : ids.at(-1);
  }
  return made;
}

/** In pages by account: a round reads each setting that is switched on once, and writes nothing. */
async function pageAfter(sql: Sql, after: string, now: Date): Promise<string[]> {
  const isBelow = raw<boolean>`exists (select from ${raw.raw(WALLETS)} as wallet
    where wallet.account_id = auto_top_up.account_id and wallet.available < auto_top_up.threshold)`;
  const rows = await sql
    .tables<TopUpTables>()
    .selectFrom('auto_top_up')
    .select('accountId')
    .where('accountId', '>', after)
    .where(isBelow)
    .where((eb) => isReady(eb, now))
    .orderBy('accountId')
    .limit(PAGE)
    .execute();
  return rows.map(({ accountId }) => accountId);
}

/** Gives how many of the charges without an answer are settled now. */
async function recoverTopUps(context: TopUpContext): Promise<number> {
  const due = await claimDue(context.database, context.now());
  const results = await doAll(due, (attempt) => runAttempt(context, attempt));
  return results.filter((result) => result === 'settled').length;
}

/** Claimed by moving the time of the next question, so that two gateways do not ask the same at once. */
async function claimDue(sql: Sql, now: Date): Promise<TopUpAttempt[]> {
  const claimed = await takeInTurn(sql, PAGE, (shard, left) => claimSome(shard, now, left));
  return claimed.map(withoutNulls).map(toAttempt);
}

const claimSome = (sql: Sql, now: Date, limit: number) =>
  sql
    .tables<TopUpTables>()
    .updateTable('auto_top_up_attempt')
    .from((eb) =>
      eb
        .selectFrom('auto_top_up_attempt')
        .select(['accountId', 'id'])
        .where('status', '=', 'PENDING')
        .where('nextAskAt', '<=', now)
        .orderBy('nextAskAt')
        .limit(limit)
        .forUpdate()
        .skipLocked()
        .as('due'),
    )
    .set({ nextAskAt: new Date(now.getTime() + CLAIM_MILLISECONDS) })
    .whereRef('auto_top_up_attempt.accountId', '=', 'due.accountId')
    .whereRef('auto_top_up_attempt.id', '=', 'due.id')
    .returningAll('auto_top_up_attempt')
    .execute();

/** One that fails does not keep the others from being done; the first failure is thrown at the end. */
async function doAll<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const limit = pLimit(AT_ONCE);
  const results = await Promise.allSettled(items.map((item) => limit(() => work(item))));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return results.filter((result) => result.status === 'fulfilled').map(({ value }) => value);
}
