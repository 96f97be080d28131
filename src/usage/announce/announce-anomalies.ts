// Announces anomalies to their accounts, each once. Accounts are looked through that have transactions since the last time, or a reservation that
// may be stuck by now. Any number of gateways may do it: what is announced is decided under a lock of the account's own, which no charge takes.
import {
  type Database,
  isDatabaseUnavailable,
  plainArray,
  type Sql,
  shardOf,
  type Transaction,
  toPublicId,
} from '../../database/index.ts';
import { type NewWebhookEvent, publishEvents } from '../../webhooks/index.ts';
import { decideAnomalies } from '../decide/anomalies.ts';
import { decideNews, nextStuckAt } from '../decide/news.ts';
import { type DeadlineOf, readAnomalyFacts } from '../read-anomalies.ts';
import type { AnnouncedAnomaly, Anomaly } from '../usage.ts';
import { addAnnounced, readAnnounced } from './announced.ts';
import { ANOMALY_CHANNEL } from './follow-anomalies.ts';

export interface AnnounceServices {
  readonly database: Database;
  readonly now: () => Date;
  readonly deadlineOf: DeadlineOf;
}

/** Accounts of one page. */
const PAGE = 200;
const FIRST_ACCOUNT = '00000000-0000-0000-0000-000000000000';
/** New transactions of an account that are looked at in one round; what is more waits for the next, which follows at once. */
const MOST_NEW = 10_000;
/** And as many before them: a streak begins there, and what is usual. */
const BEFORE = 1_000;
const SPAN_MILLISECONDS = 7 * 86_400_000;
/** What is older is in the audit window of no plan that ends soonest. */
const OPEN_MILLISECONDS = 30 * 86_400_000;

interface Watched {
  readonly accountId: string;
  readonly sequence: bigint;
  readonly lookedThrough: bigint;
  readonly hasOpen: boolean;
}

const WATCHED = `select wallet.account_id as "accountId", wallet.sequence, coalesce(watch.sequence, 0)::bigint as "lookedThrough",
    wallet.open_reservations > 0 as "hasOpen"
  from wallet left join anomaly_watch as watch on watch.account_id = wallet.account_id`;

const DUE = `${WATCHED} where (wallet.sequence > coalesce(watch.sequence, 0) or watch.next_look_at <= $1)
    and wallet.account_id > $2
  order by wallet.account_id limit ${PAGE}`;

interface Look {
  readonly watched: Watched;
  readonly news: readonly Anomaly[];
  /** The last transaction that was looked at. */
  readonly through: bigint;
  readonly nextLookAt: Date | undefined;
}

/**
 * One round. `mayHaveMore`: an account had more transactions than are looked at in one.
 * @throws at the end, with the accounts that could not be looked through: they keep no other
 */
export async function announceAnomalies(
  services: AnnounceServices,
  isStopping: () => boolean = () => false,
): Promise<{ readonly announced: number; readonly mayHaveMore: boolean }> {
  let announced = 0;
  let mayHaveMore = false;
  const failures: Error[] = [];
  let after: string | undefined = FIRST_ACCOUNT;
  while (after !== undefined && !isStopping()) {
    const due: Watched[] = await services.database.rows<Watched>(DUE, [services.now(), after]);
    const looks: Look[] = [];
    for (const watched of due) {
      await apart(watched, failures, async () => void looks.push(await look(services, services.database, watched)));
    }
    // Of most accounts there is nothing to announce: they share one statement.
    await moveWatch(
      services.database,
      looks.filter(({ news }) => news.length === 0),
    );
    for (const { watched } of looks.filter(({ news }) => news.length > 0)) {
      await apart(watched, failures, async () => {
        announced += await announce(services, watched);
      });
    }
    mayHaveMore ||= looks.some(({ watched, through }) => through < watched.sequence);
    after = due.length < PAGE ? undefined : due.at(-1)?.accountId;
  }
  if (failures.length > 0) throw new AggregateError(failures, failures.map(({ message }) => message).join('; '));
  return { announced, mayHaveMore };
}

/** @throws when the database is away, which is no account's fault */
async function apart({ accountId }: Watched, failures: Error[], work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (isDatabaseUnavailable(error)) throw error;
    const what = `${toPublicId('acct', accountId)} could not be looked through: ${String(error)}`;
    failures.push(new Error(what, { cause: error }));
  }
}

async function look({ now, deadlineOf }: AnnounceServices, sql: Sql, watched: Watched): Promise<Look> {
  const { accountId, sequence, lookedThrough, hasOpen } = watched;
  const moment = now();
  const last = lookedThrough + BigInt(MOST_NEW);
  const through = sequence < last ? sequence : last;
  const most = Number(through - lookedThrough) + BEFORE;
  const from = new Date(moment.getTime() - SPAN_MILLISECONDS);
  const since = hasOpen ? new Date(moment.getTime() - OPEN_MILLISECONDS) : undefined;
  const facts = await readAnomalyFacts(sql, { accountId, from, since, through, most }, deadlineOf);
  const found = decideAnomalies(facts, moment);
  const announced = found.length === 0 ? [] : await readAnnounced(sql, accountId, moment);
  const news = decideNews({ found, lookedThrough, announced, now: moment });
  return { watched, news, through, nextLookAt: nextStuckAt(facts, moment) };
}

const OPEN_WATCH = 'insert into anomaly_watch (account_id) values ($1) on conflict do nothing';
const LOCK = 'select announced from anomaly_watch where account_id = $1 for update';
const NOTIFY = `select pg_notify('${ANOMALY_CHANNEL}', $1)`;

/** Looks again under the lock: of two gateways the later one finds that it was done. Answers how many are announced. */
function announce(services: AnnounceServices, first: Watched): Promise<number> {
  const { accountId } = first;
  return shardOf(services.database, accountId).transaction(async (tx) => {
    await tx.rows(OPEN_WATCH, [accountId]);
    const [locked] = await tx.rows<{ readonly announced: number }>(LOCK, [accountId]);
    const [watched] = await tx.rows<Watched>(`${WATCHED} where wallet.account_id = $1`, [accountId]);
    if (locked === undefined || watched === undefined) {
      throw new Error('an account that is looked through has a wallet');
    }
    const looked = await look(services, tx, watched);
    await moveWatch(tx, [looked]);
    // What happened first comes first.
    const fresh = looked.news.toReversed().map((anomaly, index) => ({
      ...anomaly,
      number: locked.announced + index + 1,
      announcedAt: services.now(),
    }));
    if (fresh.length > 0) await write(tx, accountId, fresh);
    return fresh.length;
  });
}

async function write(tx: Transaction, accountId: string, fresh: readonly AnnouncedAnomaly[]): Promise<void> {
  await addAnnounced(tx, accountId, fresh);
  await tx.rows('update anomaly_watch set announced = announced + $2 where account_id = $1', [accountId, fresh.length]);
  publishEvents(
    tx,
    fresh.map((one) => toEvent(accountId, one)),
  );
  await tx.rows(NOTIFY, [accountId]);
}

/** A look that saw less must not undo one that saw more. In the order of accounts, as every gateway does it. */
const MOVE = `insert into anomaly_watch as watch (account_id, sequence, next_look_at)
  select * from unnest($1::uuid[], $2::bigint[], $3::timestamptz[])
  on conflict (account_id) do update set sequence = greatest(watch.sequence, excluded.sequence),
    next_look_at = case when excluded.sequence < watch.sequence then watch.next_look_at else excluded.next_look_at end`;

async function moveWatch(sql: Sql, looks: readonly Look[]): Promise<void> {
  if (looks.length === 0) return;
  await sql.rows(MOVE, [
    plainArray(looks.map(({ watched }) => watched.accountId)),
    plainArray(looks.map(({ through }) => through)),
    plainArray(looks.map(({ nextLookAt }) => nextLookAt)),
  ]);
}

function toEvent(accountId: string, { announcedAt, apiKeyId, evidence, ...one }: AnnouncedAnomaly): NewWebhookEvent {
  const { number, kind, severity, message, remedy, detectedAt } = one;
  return {
    accountId,
    type: 'anomaly.detected',
    data: {
      ...{ number, kind, severity, message, remedy },
      apiKeyId: apiKeyId === undefined ? null : toPublicId('key', apiKeyId),
      evidence: evidence.map((sequence) => `txn_${sequence}`),
      detectedAt: detectedAt.toISOString(),
    },
    occurredAt: announcedAt,
  };
}
