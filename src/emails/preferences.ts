// Which e-mails an account wants: all, until it says otherwise.
import type { Sql } from '../database/index.ts';
import { EMAIL_KINDS, type EmailKind } from './decide/email-kinds.ts';
import type { EmailTables } from './entities.ts';

export interface EmailPreference {
  readonly kind: EmailKind;
  readonly isWanted: boolean;
}

export async function readPreferences(sql: Sql, accountId: string): Promise<EmailPreference[]> {
  const row = await sql
    .tables<EmailTables>()
    .selectFrom('email_preference')
    .select('unwanted')
    .where('accountId', '=', accountId)
    .executeTakeFirst();
  const unwanted = row?.unwanted ?? [];
  return EMAIL_KINDS.map((kind) => ({ kind, isWanted: !unwanted.includes(kind) }));
}

/** One statement, so that two who switch different kinds at once do not undo each other's. */
const SWITCH_OFF = `insert into email_preference (account_id, unwanted) values ($1, array[$2::text])
  on conflict (account_id) do update set unwanted = array_append(array_remove(email_preference.unwanted, $2::text), $2::text)`;
const SWITCH_ON = 'update email_preference set unwanted = array_remove(unwanted, $2::text) where account_id = $1';

export async function setPreference(sql: Sql, accountId: string, { kind, isWanted }: EmailPreference): Promise<void> {
  await sql.rows(isWanted ? SWITCH_ON : SWITCH_OFF, [accountId, kind]);
}
