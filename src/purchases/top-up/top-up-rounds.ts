// The recurring work: wallets that were told of, wallets below their threshold, charges without an answer. Any number of
// gateways may do it at once: the lock and the unique index of an attempt decide who charges.
import { plainArray, type Sql } from '../../database/index.ts';
import { WALLETS } from '../../ledger/index.ts';
import { beginAttempt } from './begin-attempt.ts';
import { runAttempt } from './run-attempt.ts';
import type { TopUpTrigger } from './top-up.ts';
import type { TopUpContext } from './top-up-context.ts';
import { ATTEMPT_COLUMNS, type AttemptRow, toAttempt } from './top-up-row.ts';

const PAGE = 200;
/** Accounts that are charged at the same time. */
const LANES = 8;

/** Only those that could charge now; exactly what is available is read afterwards. */
const READY = `enabled and paused_reason is null
  and (retry_at is null or retry_at <= $2) and (cap_until is null or cap_until <= $2)
  and (last_charged_at is null or last_charged_at + cool_down_seconds * interval '1 second' <= $2)
  and not exists (select from auto_top_up_attempt as attempt
    where attempt.account_id = auto_top_up.account_id and attempt.status = 'PENDING')`;

/** In pages by account: a round reads each setting that is switched on once, and writes nothing. */
const BELOW_THRESHOLD = `select auto_top_up.account_id as id from auto_top_up
  join ${WALLETS} as wallet on wallet.account_id = auto_top_up.account_id
  where auto_top_up.account_id > $1 and wallet.available < threshold and ${READY}
  order by auto_top_up.account_id limit ${PAGE}`;

/** $3: who asked for it is answered, if only by the event that the cap is reached. */
const AMONG = `select account_id as id from auto_top_up
  where account_id = any($1::uuid[]) and ((${READY}) or (enabled and account_id = any($3::uuid[])))`;

/** Claimed by moving the time of the next question, so that two gateways do not ask the same at once. */
const CLAIM_DUE = `update auto_top_up_attempt set next_ask_at = $2 from (
    select account_id, id from auto_top_up_attempt where status = 'PENDING' and next_ask_at <= $1
    order by next_ask_at limit ${PAGE} for update skip locked) as due
  where auto_top_up_attempt.account_id = due.account_id and auto_top_up_attempt.id = due.id
  returning ${ATTEMPT_COLUMNS.split(',')
    .map((column) => `auto_top_up_attempt.${column.trim()}`)
    .join(', ')}`;

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
  const results = await inLanes([...looks], ([accountId, trigger]) => topUp(context, accountId, trigger));
  return results.filter((isMade) => isMade).length;
}

/** Of those that were told of, only accounts that have it switched on cost more than this one statement. */
export async function topUpAmong(context: TopUpContext, looks: ReadonlyMap<string, TopUpTrigger>): Promise<number> {
  if (looks.size === 0) return 0;
  const ids = [...looks.keys()];
  const asked = ids.filter((id) => looks.get(id)?.kind === 'MANUAL');
  const values = [plainArray(ids), context.now(), plainArray(asked)];
  const ready = await context.database.rows<{ id: string }>(AMONG, values);
  return topUpAll(context, new Map(ready.map(({ id }) => [id, looks.get(id) ?? { kind: 'BALANCE' }])));
}

export async function runTopUpRound(context: TopUpContext): Promise<number> {
  let made = 0;
  let after: string | undefined = FIRST_ACCOUNT;
  while (after !== undefined) {
    const ids: string[] = await pageAfter(context.database, after, context.now());
    made += await topUpAll(context, new Map(ids.map((id) => [id, { kind: 'BALANCE' }])));
    after = ids.length < PAGE ? undefined : ids.at(-1);
  }
  return made;
}

async function pageAfter(sql: Sql, after: string, now: Date): Promise<string[]> {
  const rows = await sql.rows<{ id: string }>(BELOW_THRESHOLD, [after, now]);
  return rows.map(({ id }) => id);
}

/** Gives how many of the charges without an answer are settled now. */
export async function recoverTopUps(context: TopUpContext): Promise<number> {
  const now = context.now();
  const until = new Date(now.getTime() + CLAIM_MILLISECONDS);
  const due = await context.database.rows<AttemptRow>(CLAIM_DUE, [now, until]);
  const results = await inLanes(due, (row) => runAttempt(context, toAttempt(row)));
  return results.filter((result) => result === 'settled').length;
}

/** One that fails does not keep the others from being done; the first failure is thrown at the end. */
async function inLanes<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const waiting = [...items];
  const results: Result[] = [];
  const failures: unknown[] = [];
  const lane = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      try {
        results.push(await work(item));
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(LANES, items.length) }, lane));
  if (failures.length > 0) throw failures[0];
  return results;
}
