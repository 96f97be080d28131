// Rows as rooms pass them on. PostgreSQL says null for what is not there, TypeScript says undefined; this is the only place
// where one becomes the other.
import type { EntitySchemaWithMeta, InferKyselyTable } from '@mikro-orm/postgresql';
import type { Selectable } from 'kysely';
import type { ENTITY_NAMES } from './sql.ts';

type Present<Value> = Exclude<Value, null> extends readonly (infer Item)[] ? readonly Item[] : Exclude<Value, null>;

export type WithoutNulls<Row> = {
  readonly [Name in keyof Row]: null extends Row[Name] ? Present<Row[Name]> | undefined : Present<Row[Name]>;
};

/** A table's row as PostgreSQL gives it, out of its entity. */
export type StoredRow<Entity extends EntitySchemaWithMeta> = Selectable<InferKyselyTable<Entity, typeof ENTITY_NAMES>>;

/** What a table's row holds, out of its entity. */
export type RowOf<Entity extends EntitySchemaWithMeta> = WithoutNulls<StoredRow<Entity>>;

/** A plain copy of a row or an entity, undefined where the database has null. */
export function withoutNulls<Row extends object>(row: Row): WithoutNulls<Row> {
  // Not by way of entries: thousands of rows a second come by here, and that takes twenty times as long.
  const copy = { ...row } as Record<string, unknown>;
  for (const name in copy) if (copy[name] === null) copy[name] = undefined;
  return copy as WithoutNulls<Row>;
}
