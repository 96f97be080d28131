// One transaction with bounded retry. A retry is safe only while nothing was committed, which is why COMMIT is apart.
import type { MikroORM } from '@mikro-orm/postgresql';
import { type Transaction, transactionOf } from './sql.ts';

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

async function attempt<T>(orm: MikroORM, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const em = orm.em.fork();
  await em.begin();
  let result: T;
  try {
    result = await work(transactionOf(em));
    await em.flush();
  } catch (error) {
    await em.rollback().catch(() => undefined);
    throw error;
  }
  try {
    await em.commit();
  } catch (error) {
    await em.rollback().catch(() => undefined); // nothing is left to undo, but the connection is still held
    if (isLostConnection(error)) throw new CommitUnknownError('the answer to COMMIT was lost', { cause: error });
    throw error;
  }
  return result;
}

/** Waits a little longer, and less predictably, before every further try, so that rivals do not meet again. */
async function backOff(tries: number): Promise<void> {
  const milliseconds = 2 ** tries * 5 * (0.5 + Math.random());
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

export async function runTransaction<T>(orm: MikroORM, work: (tx: Transaction) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt(orm, work);
    } catch (error) {
      if (tries >= MOST_TRIES || !isRetryable(error)) throw error;
      await backOff(tries);
    }
  }
}
