// After the crash: is everything that was acknowledged there, nothing twice, nothing half?
import { connectDatabase, type Database } from '../../../src/database/index.ts';
import { createLedger } from '../../../src/ledger/index.ts';
import { ormConfig } from '../../../src/mikro-orm.config.ts';
import type { Acknowledgement, JournalLine } from './journal.ts';

export interface Survival {
  readonly accounts: number;
  /** Answers that callers count on. */
  readonly acknowledged: number;
  /** Of these, answers whose transaction is not there, or says something else. */
  readonly lost: readonly string[];
  /** Effects that happened twice, and rows that stand alone; by name. Empty when all is well. */
  readonly problems: readonly string[];
  /** Calls that got an error, and were asked again. */
  readonly failed: number;
  readonly commitsUnknown: number;
}

export async function checkSurvival(url: string, journal: readonly JournalLine[]): Promise<Survival> {
  const accounts = journal.flatMap((line) => (line.event === 'opened' ? [line.accountId] : []));
  const answers = journal.flatMap((line) => (line.event === 'acknowledged' ? [line.answer] : []));
  const errors = journal.flatMap((line) => (line.event === 'failed' ? [line.error] : []));
  const database = await connectDatabase({ url, orm: ormConfig, poolSize: 4 });
  try {
    return {
      accounts: accounts.length,
      acknowledged: answers.length,
      lost: await findLost(database, answers),
      problems: [
        ...appliedTwice(answers),
        ...(await findNamed(database, accounts)),
        ...(await verifyAll(database, accounts)),
      ],
      failed: errors.length,
      commitsUnknown: errors.filter((name) => name === 'CommitUnknownError').length,
    };
  } finally {
    await database.close();
  }
}

async function findLost(database: Database, answers: readonly Acknowledgement[]): Promise<string[]> {
  const rows = await database.rows<{ answer: string }>(
    `select a.answer::text as answer from unnest($1::jsonb[]) as a (answer)
       left join ledger_transaction t
         on t.account_id = (answer->>'accountId')::uuid and t.sequence = (answer->>'sequence')::bigint
     where t.account_id is null or t.type <> answer->>'type' or t.amount <> (answer->>'amount')::bigint
       or t.available_after <> (answer->>'availableAfter')::bigint
       or t.generation_id is distinct from (answer->>'generationId')::uuid
       or t.idempotency_key is distinct from answer->>'idempotencyKey'`,
    [answers.map((answer) => JSON.stringify(answer))],
  );
  return rows.map((row) => row.answer);
}

/** One transaction is the effect of one call. */
function appliedTwice(answers: readonly Acknowledgement[]): string[] {
  const seen = new Set<string>();
  const twice: string[] = [];
  for (const { status, accountId, sequence } of answers) {
    if (status !== 'applied') continue;
    const id = `${accountId} ${sequence}`;
    if (seen.has(id)) twice.push(`acknowledged as two effects: ${id}`);
    seen.add(id);
  }
  return twice;
}

/** Counted in the table itself, never through an index that could be wrong in the same way. */
const COUNTS: Readonly<Record<string, string>> = {
  'idempotency keys with two effects': `select account_id, idempotency_key from transactions
    where idempotency_key is not null group by 1, 2 having count(*) > 1`,
  'generations with two transactions at one step': `select account_id, generation_id, step from transactions
    where generation_id is not null group by 1, 2, 3 having count(*) > 1`,
  'sequence numbers used twice': 'select account_id, sequence from transactions group by 1, 2 having count(*) > 1',
  'reservations without their generation': `select t.* from transactions t where t.type = 'RESERVE' and not exists
    (select from generations g where g.account_id = t.account_id and g.id = t.generation_id and g.max_cost = -t.amount)`,
  'generations without their reservation': `select g.* from generations g where not exists
    (select from transactions t where t.account_id = g.account_id and t.generation_id = g.id and t.type = 'RESERVE')`,
  'generations whose end is not that of their reservation': `select g.id from generations g
    left join transactions s on s.account_id = g.account_id and s.generation_id = g.id and s.step = 1
    left join transactions late on late.account_id = g.account_id and late.generation_id = g.id and late.step = 2
    where (g.ended_at is null) <> (s.sequence is null)
      or g.cost <> coalesce(-late.amount, case s.type when 'REFUND' then 0 else -s.amount - s.reserved_change end)`,
  'generations without a job to wake a worker, or jobs without one': `select 'jobs' from
      (select count(*) as many from generation) g, (select count(*) as many from graphile_worker._private_jobs) job
    where job.many * 10 < g.many or job.many > g.many`,
};

async function findNamed(database: Database, accounts: readonly string[]): Promise<string[]> {
  return database.transaction(async (tx) => {
    for (const kind of ['indexscan', 'indexonlyscan', 'bitmapscan']) await tx.rows(`set local enable_${kind} = off`);
    await tx.rows('create temporary table accounts on commit drop as select unnest($1::uuid[]) as id', [accounts]);
    for (const [name, table] of [
      ['transactions', 'ledger_transaction'],
      ['generations', 'generation'],
    ]) {
      await tx.rows(`create temporary table ${name} on commit drop as
        select * from ${table} where account_id in (select id from accounts)`);
    }
    const problems: string[] = [];
    for (const [name, query] of Object.entries(COUNTS)) {
      const [found] = await tx.rows<{ count: bigint }>(`select count(*) as count from (${query}) as found`);
      if (found?.count !== 0n) problems.push(`${name}: ${String(found?.count)}`);
    }
    return problems;
  });
}

async function verifyAll(database: Database, accounts: readonly string[]): Promise<string[]> {
  const ledger = createLedger({ database, now: () => new Date() });
  const verifications = await Promise.all(accounts.map((accountId) => ledger.verify(accountId)));
  return verifications.flatMap((verification, index) =>
    verification === undefined
      ? [`account ${String(accounts[index])} is gone`]
      : verification.problems.map((problem) => `account ${verification.accountId}: ${problem}`),
  );
}
