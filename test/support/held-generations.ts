// Generations that are held for review, since nobody here knows the price book that they were accepted with.
import { withClient } from './postgres.ts';

/** The prompt of those that are held. */
export const FROM_ELSEWHERE = 'a prompt from elsewhere';

/** From now on: whatever has this prompt is written with a price book that is unknown here, as after a move from another database. */
export async function holdWhatIsFromElsewhere(databaseUrl: string): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    await client.query(`create function from_elsewhere() returns trigger language plpgsql as
      $$ begin new.price_version := 'elsewhere@1'; return new; end $$`);
    await client.query(`create trigger from_elsewhere before insert on generation for each row
      when (new.prompt = '${FROM_ELSEWHERE}') execute function from_elsewhere()`);
  });
}
