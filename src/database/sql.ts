// Plain SQL, inside or outside a transaction. Lists and the ledger read rows, not managed entities.

export interface Sql {
  /** Runs one statement with `$1` parameters. int8 arrives as bigint, timestamptz as Date, jsonb as its value. */
  rows<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

export interface Transaction extends Sql {
  /**
   * Sends a statement whose rows nobody needs, and does not wait for it: what follows travels behind it, up to the COMMIT.
   * When it fails, so does the transaction, with its error.
   */
  send(text: string, values?: readonly unknown[]): void;
}
