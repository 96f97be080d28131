// The PostgreSQL that keeps the simulator's objects, as little of it as is needed (README.md says which table).

export interface Sql {
  /** Runs one statement with `$1` parameters. timestamptz arrives as Date, jsonb as its value. */
  rows<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

export interface Transaction extends Sql {
  /** Sends a statement whose rows nobody needs. When it fails, the transaction does, at COMMIT at the latest. */
  send(text: string, values?: readonly unknown[]): void;
}

export interface Database extends Sql {
  /** READ COMMITTED. `work` may be run again after a deadlock, so that it has no effects elsewhere. */
  transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result>;
}
