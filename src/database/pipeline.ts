// Transactions that ask nothing: each is sent whole, from BEGIN to COMMIT, behind the one before it, on one connection. So the
// next can be decided and sent while PostgreSQL still works on the last.
import { setImmediate } from 'node:timers/promises';
import type pg from 'pg';
import { CommitUnknownError } from './database-errors.ts';
import { type Connections, commitTransaction, type Opening, PipelinedConnection } from './pipelined-dialect.ts';

/** Only what the driver cannot refuse to send: PostgreSQL would commit everything else of the transaction. */
export type PlainValue = Buffer | string | number;

export interface Statement {
  readonly text: string;
  readonly values: readonly PlainValue[];
}

export interface Pipeline {
  /** Whether `transaction` may be called now. */
  readonly isOpen: boolean;
  /** Takes a connection of the pool; it returns by itself when nothing is in flight any more. */
  open(): Promise<void>;
  /**
   * Sends one transaction, at once. Resolves when it is committed.
   * @throws the first failure of its statements: then nothing of it was committed
   * @throws CommitUnknownError when the answer was lost
   */
  transaction(statements: readonly Statement[]): Promise<void>;
}

/** After this time the connection returns even under constant load, so that the pool can replace it, and its plans. */
const LONGEST_USE_MILLISECONDS = 60_000;

export class PoolPipeline implements Pipeline {
  readonly #connections: Connections;
  readonly #opening: Opening | undefined;
  #client: pg.PoolClient | undefined;
  #usedUntil = 0;
  #isBroken = false;
  readonly #inFlight = new Set<Promise<void>>();

  constructor(connections: Connections, opening?: Opening) {
    this.#connections = connections;
    this.#opening = opening;
  }

  get isOpen(): boolean {
    return this.#client !== undefined && !this.#isBroken && performance.now() < this.#usedUntil;
  }

  async open(): Promise<void> {
    await Promise.allSettled(this.#inFlight);
    this.#release();
    this.#client = await this.#connections.connect();
    this.#isBroken = false;
    this.#usedUntil = performance.now() + LONGEST_USE_MILLISECONDS;
    void this.#releaseWhenIdle();
  }

  transaction(statements: readonly Statement[]): Promise<void> {
    if (this.#client === undefined) throw new Error('the pipeline is not open');
    const connection = new PipelinedConnection(this.#client);
    connection.begin('', this.#opening);
    for (const { text, values } of statements) connection.send(text, values);
    const committed = this.#land(connection);
    this.#inFlight.add(committed);
    const done = (): void => {
      this.#inFlight.delete(committed);
      void this.#releaseWhenIdle();
    };
    committed.then(done, done);
    return committed;
  }

  async #land(connection: PipelinedConnection): Promise<void> {
    try {
      await commitTransaction(connection);
    } catch (error) {
      this.#isBroken ||= error instanceof CommitUnknownError;
      throw error;
    }
  }

  async #releaseWhenIdle(): Promise<void> {
    await setImmediate();
    if (this.#inFlight.size === 0) this.#release();
  }

  #release(): void {
    this.#client?.release(this.#isBroken);
    this.#client = undefined;
  }
}
