// Verification of an account in the background: one run at a time per account, whichever gateway makes it, and what the last
// one found. A run whose gateway died is taken over by the next one that is asked for.
import { repeat, type Stoppable } from '../../background/index.ts';
import { columnsOf, type Database, type Sql, type StoredRow, withoutNulls } from '../../database/index.ts';
import { LedgerVerificationEntity } from '../entities.ts';
import type { LedgerTables } from '../rows.ts';
import type { LedgerVerification, StoredVerification } from './ledger-verification.ts';
import { verifyRange } from './verify-range.ts';

export interface VerificationRun {
  readonly status: 'RUNNING' | 'DONE' | 'FAILED';
  readonly startedAt: Date;
  /** Undefined while it runs. */
  readonly finishedAt: Date | undefined;
  /** Undefined unless it is done. */
  readonly verification: LedgerVerification | undefined;
}

export interface VerificationRuns {
  /** The run under way, or one that begins now. Undefined when the account has no wallet. */
  start(accountId: string): Promise<VerificationRun | undefined>;
  /** The last run; undefined when there was none. */
  last(accountId: string): Promise<VerificationRun | undefined>;
  /** While the caller waits: for short ledgers. Calls for the same account at the same time share one. */
  now(accountId: string): Promise<LedgerVerification | undefined>;
  /** Waits for the runs of this process. */
  idle(): Promise<void>;
}

/** Runs at once in one process: each keeps a connection busy. */
const LARGEST = 2;
/** A run says so often that it goes on, and counts as dead when it has not for four times as long. */
const RENEW_MILLISECONDS = 15_000;
const LEASE_MILLISECONDS = 4 * RENEW_MILLISECONDS;

type RunRow = Pick<StoredRow<typeof LedgerVerificationEntity>, 'status' | 'startedAt' | 'finishedAt' | 'result'>;

const SHOWN = ['status', 'startedAt', 'finishedAt', 'result'] as const;

/** Answers a row when this run is the one that is to be made. */
const BEGIN = `insert into ledger_verification as run (account_id, status, started_at, lease_until)
  select account_id, 'RUNNING', $2, $3 from wallet where account_id = $1
  on conflict (account_id) do update
    set status = 'RUNNING', started_at = $2, lease_until = $3, finished_at = null, result = null
    where run.status <> 'RUNNING' or run.lease_until <= $2
  returning ${columnsOf(LedgerVerificationEntity, { of: 'run', only: SHOWN })}`;

/** Only of this run: one that was taken over is another's. */
const ownRun = (sql: Sql, accountId: string, startedAt: Date) =>
  sql
    .tables<LedgerTables>()
    .updateTable('ledger_verification')
    .where('accountId', '=', accountId)
    .where('startedAt', '=', startedAt)
    .where('status', '=', 'RUNNING');

export interface VerificationServices {
  readonly database: Database;
  readonly now: () => Date;
  readonly onFailed?: (accountId: string, error: unknown) => void;
}

/** It outlives several renewals that fail. */
function keepLease(renew: () => Promise<unknown>): Stoppable {
  const work = async (): Promise<undefined> => {
    await renew();
  };
  const what = 'the lease of a verification';
  return repeat({ what, everyMilliseconds: RENEW_MILLISECONDS, jitter: 0, work }, () => undefined);
}

export function createVerificationRuns({ database, now, onFailed }: VerificationServices): VerificationRuns {
  const running = new Set<Promise<void>>();
  const shared = new Map<string, Promise<LedgerVerification | undefined>>();
  const waiting: (() => void)[] = [];
  let free = LARGEST;

  const takePlace = async (): Promise<void> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const givePlace = (): void => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };

  const carryOut = async (accountId: string, startedAt: Date): Promise<void> => {
    const leaseEnd = (): Date => new Date(now().getTime() + LEASE_MILLISECONDS);
    const end = (status: 'DONE' | 'FAILED', result: StoredVerification | null): Promise<unknown> =>
      ownRun(database, accountId, startedAt).set({ status, finishedAt: now(), result }).execute();
    const renewing = keepLease(() => ownRun(database, accountId, startedAt).set({ leaseUntil: leaseEnd() }).execute());
    await takePlace();
    try {
      const verification = await verifyLedger(database, accountId);
      await end('DONE', store(verification));
    } catch (error) {
      onFailed?.(accountId, error);
      await end('FAILED', null).catch(() => undefined);
    } finally {
      givePlace();
      await renewing.stop();
    }
  };

  return {
    start: async (accountId) => {
      const startedAt = now();
      const lease = new Date(startedAt.getTime() + LEASE_MILLISECONDS);
      const [begun] = await database.rows<RunRow>(BEGIN, [accountId, startedAt, lease]);
      if (begun === undefined) return readRun(database, accountId);
      const run: Promise<void> = carryOut(accountId, begun.startedAt).finally(() => running.delete(run));
      running.add(run);
      return toRun(begun);
    },
    now: (accountId) => {
      const verifying =
        shared.get(accountId) ?? verifyLedger(database, accountId).finally(() => shared.delete(accountId));
      shared.set(accountId, verifying);
      return verifying;
    },
    last: (accountId) => readRun(database, accountId),
    idle: async () => {
      await Promise.all(running);
    },
  };
}

async function readRun(database: Database, accountId: string): Promise<VerificationRun | undefined> {
  const row = await database
    .tables<LedgerTables>()
    .selectFrom('ledger_verification')
    .select(SHOWN)
    .where('accountId', '=', accountId)
    .executeTakeFirst();
  return row === undefined ? undefined : toRun(row);
}

function store(verification: LedgerVerification | undefined): StoredVerification | null {
  if (verification === undefined) return null;
  const { firstSequence, lastSequence, ...rest } = verification;
  return {
    ...rest,
    ...(firstSequence === undefined ? {} : { firstSequence: firstSequence.toString() }),
    ...(lastSequence === undefined ? {} : { lastSequence: lastSequence.toString() }),
  };
}

function toRun(row: RunRow): VerificationRun {
  const { result, ...run } = withoutNulls(row);
  return { ...run, verification: result === undefined ? undefined : load(result) };
}

function load({ firstSequence, lastSequence, ...rest }: StoredVerification): LedgerVerification {
  return {
    ...rest,
    headHash: rest.headHash ?? undefined,
    firstSequence: firstSequence === undefined ? undefined : BigInt(firstSequence),
    lastSequence: lastSequence === undefined ? undefined : BigInt(lastSequence),
  };
}

/** Recomputes one account from its transactions. Undefined when the ledger has nothing of it. */
async function verifyLedger(database: Database, accountId: string): Promise<LedgerVerification | undefined> {
  const [verification] = await verifyRange(database, { from: accountId, to: accountId });
  return verification;
}
