// What operators did to an account, written down before it is done: rows are only added.
import { newId, type Sql } from '../database/index.ts';

export type OperatorActionKind = 'CREATE_API_KEY' | 'REVOKE_API_KEY';

export interface OperatorAction {
  readonly accountId: string;
  readonly id: string;
  /** The key that asked for it. */
  readonly operatorKeyId: string;
  readonly action: OperatorActionKind;
  /** The id, or the name, of what it was done to. */
  readonly subject: string | undefined;
  readonly reason: string;
  readonly createdAt: Date;
}

export type NewOperatorAction = Omit<OperatorAction, 'id' | 'createdAt'>;

export async function recordOperatorAction(sql: Sql, action: NewOperatorAction, now: Date): Promise<void> {
  const { accountId, operatorKeyId, subject, reason } = action;
  await sql.rows(
    `insert into operator_action (account_id, id, operator_key_id, action, subject, reason, created_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [accountId, newId(), operatorKeyId, action.action, subject, reason, now],
  );
}

interface ActionRow {
  readonly account_id: string;
  readonly id: string;
  readonly operator_key_id: string;
  readonly action: OperatorActionKind;
  readonly subject: string | null;
  readonly reason: string;
  readonly created_at: Date;
}

/** Newest first. */
export async function listOperatorActions(sql: Sql, accountId: string, limit: number): Promise<OperatorAction[]> {
  const rows = await sql.rows<ActionRow>(
    'select * from operator_action where account_id = $1 order by id desc limit $2',
    [accountId, limit],
  );
  return rows.map((row) => ({
    accountId: row.account_id,
    id: row.id,
    operatorKeyId: row.operator_key_id,
    action: row.action,
    subject: row.subject ?? undefined,
    reason: row.reason,
    createdAt: row.created_at,
  }));
}
