// What operators did to an account, written down before it is done: rows are only added.
import { newId, type RowOf, type Sql, withoutNulls } from '../database/index.ts';
import { OperatorActionEntity } from './entities.ts';

export type OperatorAction = RowOf<typeof OperatorActionEntity>;
export type NewOperatorAction = Omit<OperatorAction, 'id' | 'createdAt'>;

export async function recordOperatorAction(sql: Sql, action: NewOperatorAction, now: Date): Promise<void> {
  const em = sql.em();
  em.create(OperatorActionEntity, { ...action, id: newId(), createdAt: now });
  await em.flush();
}

/** Newest first. */
export async function listOperatorActions(sql: Sql, accountId: string, limit: number): Promise<OperatorAction[]> {
  const newestFirst = { orderBy: { id: 'desc' }, limit } as const;
  return (await sql.em().find(OperatorActionEntity, { accountId }, newestFirst)).map(withoutNulls);
}
