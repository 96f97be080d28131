// How a random history is played: through the real ledger, beside an independent model and beside a twin of each account, to
// which the same is asked one command at a time.
import { expect } from '@jest/globals';
import type { LedgerCommand } from '../../../src/ledger/index.ts';
import type { LedgerWorld } from '../../support/ledger-world.ts';
import { type History, idOfKey, micro, type Named, type Round, START, toCommand } from './histories.ts';
import { apply, available, frozen, type Model, newModel, reserved } from './model.ts';
import { KEY_ANCESTORS, type Step } from './step.ts';

/** One account in the ledger and in the model. Ids are per history, so that histories share a database. */
interface Player extends Named {
  readonly model: Model;
  readonly twinId: string;
}

/** A caller makes a new generation id for every request, so a used one is never reserved again. */
function isMeaningful(player: Player, step: Step): boolean {
  return step.kind !== 'reserve' || !player.model.work.has(step.generation);
}

/** Every answer and every balance must be the model's, and verification must find nothing. */
export async function play(world: LedgerWorld, history: History): Promise<void> {
  await playFrom(START, world, history);
}

/** The same from a moment on; gives the accounts. */
export async function playFrom(start: number, world: LedgerWorld, { credits, rounds }: History): Promise<string[]> {
  const players: Player[] = [];
  for (const credit of credits) {
    const accountId = await world.newAccount();
    const twinId = await world.newAccount();
    if (credit > 0) {
      await world.ledger.setCreditLimit(accountId, micro(credit));
      await world.ledger.setCreditLimit(twinId, micro(credit));
    }
    const player = { accountId, twinId, model: newModel(credit), ids: new Map<string, string>() };
    players.push(player);
    await createKeys(world, player);
  }
  let now = start;
  for (const { advance, limits, steps } of rounds) {
    now += advance;
    world.clock.now = new Date(now);
    for (const player of players) await limitKeys(world, player, limits);
    await playRound(world, players, { steps, now });
    for (const player of players) await compareBalances(world, player, now);
  }
  for (const { accountId, twinId } of players) {
    const verification = await world.ledger.verify(accountId);
    expect(verification?.problems).toEqual([]);
    expect(await rowsOf(world, accountId)).toEqual(await rowsOf(world, twinId));
  }
  return players.map(({ accountId }) => accountId);
}

const COPY_KEYS = `insert into api_key (account_id, id, name, prefix, secret_hash, scopes, created_at, ancestor_ids)
  select $2, id, name, prefix, secret_hash, scopes, created_at, ancestor_ids from api_key where account_id = $1`;

/** The twin has the same keys, of the same ids. */
async function createKeys(world: LedgerWorld, { accountId, twinId, ids }: Player): Promise<void> {
  for (const [name, above] of Object.entries(KEY_ANCESTORS)) {
    const parent = above.at(-1);
    const createdBy = parent === undefined ? undefined : idOfKey({ accountId, ids }, parent);
    ids.set(`key ${name}`, await world.newKey(accountId, createdBy === undefined ? {} : { createdBy }));
  }
  await world.database.rows(COPY_KEYS, [accountId, twinId]);
}

async function limitKeys({ database }: LedgerWorld, player: Player, limits: Round['limits']): Promise<void> {
  player.model.limits = limits;
  for (const [name, limit] of Object.entries(limits)) {
    await database.rows('update api_key set spending_limit = $2 where id = $1', [idOfKey(player, name), limit]);
  }
}

/** All steps of a round are submitted at once; commands of one account keep their order, those of others interleave. */
async function playRound(
  world: LedgerWorld,
  players: readonly Player[],
  { steps, now }: { readonly steps: readonly [number, Step][]; readonly now: number },
): Promise<void> {
  const expected: string[] = [];
  const submitted: Promise<string>[] = [];
  const repeated: LedgerCommand[] = [];
  for (const [index, step] of steps) {
    const player = players[index];
    if (player === undefined || !isMeaningful(player, step)) continue;
    const command = toCommand(player, step, now);
    submitted.push(ask(world, command));
    repeated.push({ ...command, accountId: player.twinId });
    expected.push(apply(player.model, step, now));
  }
  expect(await Promise.all(submitted)).toEqual(expected);
  const answers: string[] = [];
  for (const command of repeated) answers.push(await ask(world, command));
  expect(answers).toEqual(expected);
}

async function ask(world: LedgerWorld, command: LedgerCommand): Promise<string> {
  const outcome = await world.ledger.submit({ command });
  return outcome.status === 'refused' ? outcome.refusal.code : outcome.status;
}

/** All that the ledger keeps of an account but its id, and the hashes that hold it. */
function rowsOf({ database }: LedgerWorld, accountId: string): Promise<unknown[]> {
  const tables = ['wallet', 'lot', 'key_spend', 'ledger_transaction'];
  const reads = tables.map(
    (table) => `select to_jsonb(t) - 'account_id' - 'hash' - 'head_hash' as row from ${table} t
      where account_id = $1`,
  );
  return database.rows(`select row from (${reads.join(' union all ')}) as kept order by row::text`, [accountId]);
}

async function compareBalances(world: LedgerWorld, { accountId, model }: Player, now: number): Promise<void> {
  const balance = await world.ledger.balance(accountId);
  expect({
    available: Number(balance?.available),
    reserved: Number(balance?.reserved),
    frozen: Number(balance?.frozen),
    debt: Number(balance?.debt),
  }).toEqual({
    available: available(model, now),
    reserved: reserved(model),
    frozen: frozen(model),
    debt: model.owed,
  });
}
