// One transaction with bounded retry. A retry is safe only while nothing was committed, which is why COMMIT is apart.
import { setImmediate } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import type { Transaction } from './sql.ts';

const MOST_TRIES = 5;

/** SQLSTATEs after which nothing was committed and the same work may succeed: serialization failure, deadlock. */
const RETRYABLE_STATES = new Set(['40001', '40P01']);

/** The server went away or refused the connection: class 08, admin shutdown, crash, starting up, socket errors. */
const LOST_CONNECTION = new Set([
  '08000',
  '08003',
  '08006',
  '57P01',
  '57P02',
  '57P03',
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
]);

/** COMMIT was sent and its answer was lost: the work may or may not be there. Callers that are idempotent may repeat. */
class CommitUnknownError extends Error {
  override readonly name = 'CommitUnknownError';
}

/** The SQLSTATE or socket code of an error or of any of its causes. */
export function errorCode(error: unknown): string | undefined {
  let current = error as { code?: unknown; cause?: unknown } | null | undefined;
  while (typeof current === 'object' && current !== null) {
    if (typeof current.code === 'string') return current.code;
    current = current.cause as typeof current;
  }
  return undefined;
}

function isLostConnection(error: unknown): boolean {
  const code = errorCode(error);
  if (code !== undefined && LOST_CONNECTION.has(code)) return true;
  return (
    error instanceof Error && /Connection terminated|Client has encountered a connection error/.test(error.message)
  );
}

/** The server could not be reached, or went away before COMMIT: nothing was committed. */
export function isDatabaseUnavailable(error: unknown): boolean {
  return !(error instanceof CommitUnknownError) && isLostConnection(error);
}

function isRetryable(error: unknown): boolean {
  if (error instanceof CommitUnknownError) return false;
  return RETRYABLE_STATES.has(errorCode(error) ?? '') || isDatabaseUnavailable(error);
}

/** Statements in flight on one connection, and the first failure among them: those after it only say `aborted`. */
class Flight implements Transaction {
  readonly #client: PoolClient;
  readonly #answers: Promise<unknown>[] = [];
  #failure: { readonly error: unknown } | undefined;

  constructor(client: PoolClient) {
    this.#client = client;
  }

  async rows<Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.#query(text, values)).rows as Row[];
  }

  send(text: string, values: readonly unknown[] = []): void {
    this.#answers.push(this.#query(text, values).catch(() => undefined));
  }

  /** Waits for everything that was sent. @throws the first failure */
  async land(): Promise<void> {
    await Promise.all(this.#answers);
    this.check();
  }

  /** @throws the first failure so far */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** What really went wrong, given what the work says went wrong. */
  causeOf(error: unknown): unknown {
    return this.#failure === undefined ? error : this.#failure.error;
  }

  #query(text: string, values: readonly unknown[]) {
    const answer = this.#client.query(text, [...values]);
    answer.catch((error: unknown) => {
      this.#failure ??= { error };
    });
    return answer;
  }
}

async function attempt<T>(pool: Pool, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  const flight = new Flight(client);
  let isCommitSent = false;
  try {
    flight.send('begin');
    const result = await work(flight);
    // A statement that the driver refused to send has failed by now, and PostgreSQL does not know of it.
    await setImmediate();
    flight.check();
    isCommitSent = true;
    flight.send('commit'); // PostgreSQL makes it a rollback when a statement before it failed
    await flight.land();
    client.release();
    return result;
  } catch (error) {
    await giveUp(client, flight);
    const cause = flight.causeOf(error);
    if (isCommitSent && isLostConnection(cause)) {
      throw new CommitUnknownError('the answer to COMMIT was lost', { cause });
    }
    throw cause;
  }
}

/** Leaves nothing open behind: a connection that cannot even roll back does not return to the pool. */
async function giveUp(client: PoolClient, flight: Flight): Promise<void> {
  flight.send('rollback');
  await flight.land().catch(() => undefined);
  const isAlive = await client.query('select 1').then(
    () => true,
    () => false,
  );
  client.release(!isAlive);
}

/** Waits a little longer, and less predictably, before every further try, so that rivals do not meet again. */
async function backOff(tries: number): Promise<void> {
  const milliseconds = 2 ** tries * 5 * (0.5 + Math.random());
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

export async function runTransaction<T>(pool: Pool, work: (tx: Transaction) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt(pool, work);
    } catch (error) {
      if (tries >= MOST_TRIES || !isRetryable(error)) throw error;
      await backOff(tries);
    }
  }
}
