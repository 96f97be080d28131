// Kysely's PostgreSQL dialect over our pool, made for pipelining: BEGIN is not waited for, statements travel behind each
// other, and the connection remembers the first failure of a transaction. MikroORM runs on it, so there is one kind of
// transaction, whether its statements come from entities, from typed queries or from hand-written SQL.
import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult, TransactionSettings } from 'kysely';
import { PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import type pg from 'pg';
import { type Copied, copyOut } from './copy-out.ts';
import { CommitUnknownError, isLostConnection } from './database-errors.ts';

/** Where connections come from. */
export interface Connections {
  connect(): Promise<pg.PoolClient>;
}

/** A statement that begins every transaction, which fails when it does. */
export interface Opening {
  readonly statement: string;
  /** Called besides. */
  readonly onFailure: () => void;
}

const CHANGING_COMMANDS = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

/** One pool client for the length of a query or a transaction. */
export class PipelinedConnection implements DatabaseConnection {
  readonly client: pg.PoolClient;
  readonly #answers: Promise<unknown>[] = [];
  #failure: { readonly error: unknown } | undefined;
  /** It could not even roll back: it does not return to the pool. */
  isBroken = false;

  constructor(client: pg.PoolClient) {
    this.client = client;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const { command, rowCount, rows } = await this.query(sql, parameters);
    return CHANGING_COMMANDS.has(command)
      ? { numAffectedRows: BigInt(rowCount ?? 0), rows: rows as Row[] }
      : { rows: rows as Row[] };
  }

  /** Nothing of this gateway reads a result in parts. */
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('results are read whole');
  }

  query(text: string, values: readonly unknown[]): Promise<pg.QueryResult> {
    return this.#watch(this.client.query(text, [...values]));
  }

  copy(copied: Copied): Promise<void> {
    return this.#watch(copyOut(this.client, copied));
  }

  #watch<Answer>(answer: Promise<Answer>): Promise<Answer> {
    answer.catch((error: unknown) => {
      this.#failure ??= { error };
    });
    return answer;
  }

  /** Sends a statement and does not wait for its answer; `land` does. */
  send(text: string, values: readonly unknown[] = []): void {
    this.#answers.push(this.query(text, values).catch(() => undefined));
  }

  /** Sends BEGIN. */
  begin(mode: string, opening: Opening | undefined): void {
    this.send(`begin${mode}`);
    if (opening === undefined) return;
    this.#answers.push(this.query(opening.statement, []).catch(opening.onFailure));
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

  /** What really went wrong, given what the work says went wrong: later statements only say `aborted`. */
  causeOf(error: unknown): unknown {
    return this.#failure === undefined ? error : this.#failure.error;
  }

  /** A savepoint was rolled back to: what failed after it is undone. */
  forgive(): void {
    this.#failure = undefined;
  }
}

/** @throws CommitUnknownError when the answer was lost; the first failure when PostgreSQL made it a rollback */
export async function commitTransaction(connection: PipelinedConnection): Promise<void> {
  connection.send('commit');
  try {
    await connection.land();
  } catch (error) {
    if (isLostConnection(error)) throw new CommitUnknownError('the answer to COMMIT was lost', { cause: error });
    throw error;
  }
}

class PipelinedDriver implements Driver {
  readonly #connections: Connections;
  readonly #opening: Opening | undefined;

  constructor(connections: Connections, opening: Opening | undefined) {
    this.#connections = connections;
    this.#opening = opening;
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  async acquireConnection(): Promise<PipelinedConnection> {
    return new PipelinedConnection(await this.#connections.connect());
  }

  releaseConnection({ client, isBroken }: PipelinedConnection): Promise<void> {
    client.release(isBroken);
    return Promise.resolve();
  }

  beginTransaction(connection: PipelinedConnection, settings: TransactionSettings): Promise<void> {
    const { isolationLevel, accessMode } = settings;
    const level = isolationLevel === undefined ? '' : ` isolation level ${isolationLevel}`;
    connection.begin(`${level}${accessMode === undefined ? '' : ` ${accessMode}`}`, this.#opening);
    return Promise.resolve();
  }

  commitTransaction(connection: PipelinedConnection): Promise<void> {
    return commitTransaction(connection);
  }

  /** Never throws, so that the connection is released: what failed before says more. */
  async rollbackTransaction(connection: PipelinedConnection): Promise<void> {
    connection.send('rollback');
    await connection.land().catch(() => undefined);
    await connection.client.query('select 1').catch(() => {
      connection.isBroken = true;
    });
  }

  savepoint(connection: PipelinedConnection, name: string): Promise<void> {
    connection.send(`savepoint ${name}`);
    return Promise.resolve();
  }

  async rollbackToSavepoint(connection: PipelinedConnection, name: string): Promise<void> {
    await connection.query(`rollback to savepoint ${name}`, []);
    connection.forgive();
  }

  async releaseSavepoint(connection: PipelinedConnection, name: string): Promise<void> {
    await connection.query(`release savepoint ${name}`, []);
  }

  /** The pool belongs to who made it. */
  destroy(): Promise<void> {
    return Promise.resolve();
  }
}

export function pipelinedDialect(connections: Connections, opening?: Opening): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new PipelinedDriver(connections, opening),
    createIntrospector: (kysely) => new PostgresIntrospector(kysely),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}
