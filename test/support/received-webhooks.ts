// What an account's endpoint would receive, straight from the outbox.
import type { Database } from '../../src/database/index.ts';

export interface Received {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

/** From now on everything is published to the account. */
export async function listen(database: Database, accountId: string): Promise<void> {
  await database.rows(
    `insert into webhook_endpoint (account_id, id, url, created_at)
     values ($1, gen_random_uuid(), 'https://example.com/', now())`,
    [accountId],
  );
}

/** In the order in which it was written. */
export function receivedBy(database: Database, accountId: string): Promise<Received[]> {
  // By the millisecond of its id; a place in the table may have been another row's.
  const query = 'select type, data from webhook_event where account_id = $1 order by left(id::text, 13), ctid';
  return database.rows(query, [accountId]);
}

export async function typesReceived(database: Database, accountId: string): Promise<string[]> {
  return (await receivedBy(database, accountId)).map(({ type }) => type);
}
