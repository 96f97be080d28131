// The one transaction helper: MikroORM's transaction with bounded retry. A retry is safe only while nothing was
// committed, which is why COMMIT has an error of its own.
import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import { type EntityManager, IsolationLevel } from '@mikro-orm/postgresql';
import type { ControlledTransaction } from 'kysely';
import { type BackOff, backOff, spread } from '../background/index.ts';
import { CommitUnknownError, isRetryable } from './database-errors.ts';
import type { PipelinedConnection } from './pipelined-dialect.ts';
import { entitySql, type Transaction } from './sql.ts';

const MOST_TRIES = 5;

async function connectionOf(em: EntityManager): Promise<PipelinedConnection> {
  const context = em.getTransactionContext<ControlledTransaction<unknown>>();
  if (context === undefined) throw new Error('no transaction has begun');
  return await context
    .getExecutor()
    .provideConnection((connection) => Promise.resolve(connection as PipelinedConnection));
}

function transactionOn(em: EntityManager, connection: PipelinedConnection): Transaction {
  return {
    ...entitySql(() => em),
    rows: async <Row>(text: string, values: readonly unknown[] = []) =>
      (await connection.query(text, values)).rows as Row[],
    send: (text, values) => connection.send(text, values),
    copy: (copied) => connection.copy(copied),
  };
}

interface TransactionMode {
  readonly readOnly?: boolean;
  readonly isolationLevel?: IsolationLevel;
}

/** All statements see one moment. */
export const SNAPSHOT: TransactionMode = { readOnly: true, isolationLevel: IsolationLevel.REPEATABLE_READ };

async function attempt<T>(
  em: EntityManager,
  work: (tx: Transaction) => Promise<T>,
  mode: TransactionMode = {},
): Promise<T> {
  await em.begin(mode);
  const connection = await connectionOf(em);
  try {
    const result = await work(transactionOn(em, connection));
    await em.flush();
    // A statement that the driver refused to send has failed by now, and PostgreSQL does not know of it.
    await setImmediate();
    connection.check();
    await em.commit();
    return result;
  } catch (error) {
    await em.rollback();
    throw error instanceof CommitUnknownError ? error : connection.causeOf(error);
  }
}

/** Spread by chance, so that rivals do not meet again. */
const PAUSE: BackOff = { firstMilliseconds: 10, longestMilliseconds: 80 };

/** Every try has an EntityManager of its own, so that nothing of a failed one is written by the next. */
export async function runTransaction<T>(
  newEntityManager: () => EntityManager,
  work: (tx: Transaction) => Promise<T>,
  mode?: TransactionMode,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt(newEntityManager(), work, mode);
    } catch (error) {
      if (tries >= MOST_TRIES || !isRetryable(error)) throw error;
      await delay(spread(backOff(PAUSE, tries), 0.5, Math.random()));
    }
  }
}

/** One READ COMMITTED transaction that PostgreSQL lets write nothing, tried once. */
export const runReadOnly = <T>(em: EntityManager, work: (tx: Transaction) => Promise<T>): Promise<T> =>
  attempt(em, work, { readOnly: true });
