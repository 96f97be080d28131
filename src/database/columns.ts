// The columns of a table, out of its entity, for hand-written SQL: what a statement selects, and what its rows are called, is
// written down once.
import { type EntitySchemaWithMeta, UnderscoreNamingStrategy } from '@mikro-orm/postgresql';
import type { StoredRow } from './rows.ts';

const naming = new UnderscoreNamingStrategy();

/** Of an entity's table, or of what stands for it in a statement: all columns, or some by their properties' names. */
export interface ColumnChoice<Entity extends EntitySchemaWithMeta> {
  readonly of?: string;
  readonly only?: readonly (keyof StoredRow<Entity> & string)[];
  readonly except?: readonly (keyof StoredRow<Entity> & string)[];
}

/** `wallet.account_id as "accountId", wallet.available as "available", …`: rows are those of `StoredRow<typeof Entity>`. */
export function columnsOf<Entity extends EntitySchemaWithMeta>(
  entity: Entity,
  { of = entity.meta.tableName, only, except = [] }: ColumnChoice<Entity> = {},
): string {
  // As they were defined: MikroORM's type is that of what it makes of them later.
  const properties = entity.meta.properties as unknown as Readonly<Record<string, { readonly fieldName?: string }>>;
  const names: readonly string[] = only ?? Object.keys(properties);
  const left = names.filter((name) => !(except as readonly string[]).includes(name));
  const columnOf = (name: string): string => properties[name]?.fieldName ?? naming.propertyToColumnName(name);
  return left.map((name) => `${of}.${columnOf(name)} as "${name}"`).join(', ');
}
