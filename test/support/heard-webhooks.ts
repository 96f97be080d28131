// What an account's endpoint would be told, straight from the outbox.
import type { Database } from '../../src/database/index.ts';

export interface Told {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

/** From now on everything is told to the account. */
export async function listen(database: Database, accountId: string): Promise<void> {
  await database.rows(
    `insert into webhook_endpoint (account_id, id, url, created_at)
     values ($1, gen_random_uuid(), 'https://example.com/', now())`,
    [accountId],
  );
}

/** In the order in which it was written: ids of one millisecond are in none. */
export function toldTo(database: Database, accountId: string): Promise<Told[]> {
  return database.rows('select type, data from webhook_event where account_id = $1 order by ctid', [accountId]);
}

export async function typesTold(database: Database, accountId: string): Promise<string[]> {
  return (await toldTo(database, accountId)).map(({ type }) => type);
}
