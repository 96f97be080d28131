// Where nothing leaves the machine, what was written can be looked at: the newest of all accounts.
import type { RowOf, Sql } from '../../database/index.ts';
import type { EmailEntity } from '../entities.ts';

type KeptRow = Pick<RowOf<typeof EmailEntity>, 'accountId' | 'id' | 'occasion' | 'facts'> & {
  readonly recipient: string;
  readonly sentAt: Date;
};

const COLUMNS = 'account_id as "accountId", id, occasion, facts, recipient, sent_at as "sentAt"';
const NEWEST = `select ${COLUMNS} from email where status = 'SENT' order by created_at desc, id desc limit $1`;
const ONE = `select ${COLUMNS} from email where account_id = $1 and id = $2 and status = 'SENT'`;

export type { KeptRow };

export const newestEmails = (sql: Sql, most: number): Promise<KeptRow[]> => sql.rows<KeptRow>(NEWEST, [most]);

export async function findKeptEmail(sql: Sql, accountId: string, id: string): Promise<KeptRow | undefined> {
  const [row] = await sql.rows<KeptRow>(ONE, [accountId, id]);
  return row;
}
