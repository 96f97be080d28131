// What one request said, and what came of it, is erased: its line keeps numbers and codes.
import { type Sql, withoutNulls } from '../database/index.ts';
import type { RequestTables } from './entities.ts';
import type { LoggedRequest, PurgeOutcome, RequestedGenerations } from './requests.ts';
import { millisecondsOf } from './time-of-id.ts';

const NOTHING_SAID = { errorMessage: null, userId: null, sessionId: null, traceId: null } as const;

/** First the generation: when that fails, the line still says that there is something to erase. */
export async function purgeRequest(
  sql: Sql,
  generations: Pick<RequestedGenerations, 'purge'>,
  { accountId, id }: { readonly accountId: string; readonly id: string },
): Promise<PurgeOutcome> {
  const purged = await generations.purge(accountId, id);
  if (purged === 'NOT_ENDED') return { status: 'refused', code: 'REQUEST_NOT_ENDED' };
  const request = await eraseLine(sql, accountId, id);
  if (request === undefined && purged === 'NOT_FOUND') return { status: 'refused', code: 'REQUEST_NOT_FOUND' };
  return { status: 'purged', request };
}

async function eraseLine(sql: Sql, accountId: string, id: string): Promise<LoggedRequest | undefined> {
  const row = await sql
    .tables<RequestTables>()
    .updateTable('logged_request')
    .set(NOTHING_SAID)
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : { ...withoutNulls(row), createdAt: new Date(millisecondsOf(id)) };
}
