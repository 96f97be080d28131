// The statement that takes turns is planned once for a connection, maybe on a small table, and must be right when it has grown.
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { GENERIC_PLANS, type Shard, shardOf } from '../../../src/database/index.ts';
import { createTurns } from '../../../src/generation/run/take-next.ts';
import { accepted, createGenerationWorld, type GenerationWorld, requestOf } from '../../support/generation-world.ts';
import { scriptedProvider } from '../../support/scripted-provider.ts';
import { hookStatements } from '../../support/statements.ts';

let world: GenerationWorld;
let place: Pick<Shard, 'transaction'>;

beforeEach(async () => {
  world = await createGenerationWorld();
  const room = world.openRoom(scriptedProvider({ submit: (_, upstreamId) => ({ state: 'pending', upstreamId }) }));
  const account = await world.newAccount('10');
  place = shardOf(world.database, account);
  for (let n = 0; n < 5; n += 1) await accepted(room, requestOf(account));
  await world.database.rows('analyze generation');
});

afterEach(() => world.close());

async function capture(): Promise<string> {
  const sent: string[] = [];
  const unhook = hookStatements(world.database, { before: (text) => void sent.push(text) });
  await place.transaction((tx) => createTurns().take(tx, { now: new Date(), most: 1 }));
  unhook();
  return sent.find((text) => text.includes('update generation')) ?? '';
}

/** As a gateway's connection plans it on a table of five rows. */
const planOf = (text: string): Promise<string> =>
  place.transaction(async (tx) => {
    await tx.rows(GENERIC_PLANS);
    await tx.rows(`prepare taken (uuid, int, timestamptz, timestamptz) as ${text}`);
    const rows = await tx.rows<{ 'QUERY PLAN': string }>('explain execute taken(null, null, null, null)');
    await tx.rows('deallocate taken');
    // Tables and indexes of a shard have its number at the end of their names.
    return rows.map((row) => row['QUERY PLAN'].replaceAll(/_\d{6}\b/g, '')).join('\n');
  });

it('finds what is queued by its index, and writes it where it lies', async () => {
  const plan = await planOf(await capture());
  expect(plan).toMatch(/Tid Scan on generation/);
  expect(new Set(plan.match(/using \w+ on generation/g))).toEqual(
    new Set(['using generation_queue_index on generation']),
  );
});

it('would read all generations with an update that is joined', async () => {
  const plan = await planOf(`update generation set started_at = $3, due_at = $4
    from (select gen_random_uuid() as account, $1 as generation_id from generate_series(1, $2) offset 0) as next
    where account_id = account and id = generation_id`);
  expect(plan).not.toMatch(/Index Cond/);
});
