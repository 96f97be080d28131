// Plain SQL, inside or outside a transaction. Lists and the ledger read rows, not managed entities.
import type { EntityManager } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';

export interface Sql {
  /** Runs one statement with `$1` parameters. int8 arrives as bigint, timestamptz as Date, jsonb as its value. */
  rows<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

export interface Transaction extends Sql {
  /** The entity manager bound to this transaction. */
  readonly em: EntityManager;
}

/** Plain SQL on the connection that an entity manager's transaction holds. */
export function transactionOf(em: Transaction['em']): Transaction {
  return {
    em,
    rows: async <Row>(text: string, values: readonly unknown[] = []) => {
      const result = await em.getKysely().executeQuery(CompiledQuery.raw(text, [...values]));
      return result.rows as Row[];
    },
  };
}
