// Reads from the database what the gateways say, and from the doubles what really happened.
import type { Database } from '../../../src/database/index.ts';
import { createLedger } from '../../../src/ledger/index.ts';
import type { ProviderDouble } from '../../support/provider-double/index.ts';
import type {
  Evidence,
  SeenAccount,
  SeenAttempt,
  SeenGeneration,
  SeenSubmission,
  SeenTransaction,
} from './check-chaos.ts';

/** Micro-credits for one output; a speech is one output, at a thousandth of a credit for each character. */
const PRICES: Readonly<Record<string, (prompt: string) => bigint>> = {
  'chaos/anywhere': () => 50_000n,
  'chaos/queue': () => 30_000n,
  'chaos/area': () => 65_536n,
  'chaos/voice': (prompt) => BigInt(prompt.length) * 1_000n,
};

/** Of the models in storefront.json. */
const DEADLINE_SECONDS: Readonly<Record<string, number>> = {
  'chaos/anywhere': 6,
  'chaos/queue': 3,
  'chaos/area': 4,
  'chaos/voice': 5,
};

const BROKEN_ANSWERS: ReadonlySet<string | undefined> = new Set(['gateway-error', 'half-answer', 'html', 'slow']);

export interface Scene {
  readonly database: Database;
  readonly doubles: ReadonlyMap<string, ProviderDouble>;
  readonly accountIds: readonly string[];
  readonly accepted: readonly string[];
  readonly kills: readonly Date[];
}

export async function gatherEvidence(scene: Scene): Promise<Evidence> {
  const { database, doubles, accountIds, accepted, kills } = scene;
  const transactions = await readTransactions(database);
  return {
    accepted,
    kills,
    transactions,
    generations: await readGenerations(database),
    attempts: await readAttempts(database),
    accounts: await Promise.all(accountIds.map((id) => readAccount(database, id, transactions))),
    submissions: [...doubles.values()].flatMap(submissionsOf),
  };
}

async function readGenerations(database: Database): Promise<SeenGeneration[]> {
  const rows = await database.rows<{
    id: string;
    status: string;
    cost: bigint | null;
    model: string;
    prompt: string;
    outputs: unknown[] | null;
    error: { code: string } | null;
    started_at: Date | null;
  }>('select id, status, cost, model, prompt, outputs, error, started_at from generation');
  return rows.map(({ id, status, cost, model, prompt, outputs, error, started_at: startedAt }) => ({
    id,
    status,
    cost: cost ?? undefined,
    price: PRICES[model]?.(prompt) ?? 0n,
    outputs: outputs?.length ?? 0,
    error: error?.code,
    deadline: startedAt === null ? undefined : deadlineOf(model, startedAt),
  }));
}

function deadlineOf(model: string, startedAt: Date): Date | undefined {
  const seconds = DEADLINE_SECONDS[model];
  return seconds === undefined ? undefined : new Date(startedAt.getTime() + seconds * 1_000);
}

async function readAttempts(database: Database): Promise<SeenAttempt[]> {
  const rows = await database.rows<
    Omit<SeenAttempt, 'error' | 'endedAt'> & { error: string | null; endedAt: Date | null }
  >(
    `select id, generation_id as "generationId", provider, status, error->>'code' as error, started_at as "startedAt",
      ended_at as "endedAt" from attempt order by generation_id, number`,
  );
  return rows.map((row) => ({ ...row, error: row.error ?? undefined, endedAt: row.endedAt ?? undefined }));
}

async function readTransactions(database: Database): Promise<SeenTransaction[]> {
  const rows = await database.rows<
    Omit<SeenTransaction, 'generationId' | 'step'> & { generationId: string | null; step: number | null }
  >(
    `select account_id as "accountId", generation_id as "generationId", type, step, amount,
      reserved_change as "reservedChange" from ledger_transaction order by account_id, sequence`,
  );
  return rows.map((row) => ({ ...row, generationId: row.generationId ?? undefined, step: row.step ?? undefined }));
}

async function readAccount(
  database: Database,
  id: string,
  transactions: readonly SeenTransaction[],
): Promise<SeenAccount> {
  const ledger = createLedger({ database, now: () => new Date() });
  const balance = await ledger.balance(id);
  const verification = await ledger.verify(id);
  const grants = transactions.filter(({ accountId, type }) => accountId === id && type === 'ADD');
  return {
    id,
    granted: grants.reduce((sum, { amount }) => sum + amount, 0n),
    available: balance?.available ?? 0n,
    reserved: balance?.reserved ?? 0n,
    problems: verification?.problems ?? ['its wallet is gone'],
  };
}

function submissionsOf({ book }: ProviderDouble): SeenSubmission[] {
  return book.submissions.map(({ key, jobId, behaviour }) => ({
    key,
    accepted: jobId !== undefined,
    delivered: book.jobs.get(jobId ?? '')?.delivered.size ?? 0,
    behaviour: JSON.stringify(behaviour),
    lost: BROKEN_ANSWERS.has(behaviour.submit) || behaviour.submit === 'reset-after-accepting',
  }));
}
