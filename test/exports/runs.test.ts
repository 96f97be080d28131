// Exports as jobs: worked off once, taken over when a gateway dies, bounded in number, deleted after their days.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/database/index.ts';
import { hookStatements } from '../support/statements.ts';
import { createExportWorld, type ExportWorld } from './export-world.ts';

let world: ExportWorld;

beforeAll(async () => {
  world = await createExportWorld();
});
afterAll(() => world.close());

const filesIn = async (): Promise<string[]> =>
  (await readdir(join(world.dataDir, 'exports')).catch(() => [])).toSorted();

describe('an export', () => {
  it('is written once, by one of the gateways', async () => {
    const accountId = await world.newAccount('10');
    const id = await world.ask(accountId, 'TRANSACTIONS');
    const rooms = [world.room, world.anotherRoom(), world.anotherRoom()];
    const found = await Promise.all(rooms.map((room) => room.runNext(() => false)));
    expect(found.filter(Boolean)).toHaveLength(1);
    expect((await world.room.exports.find(accountId, id))?.status).toBe('DONE');
  });

  it('waits again when its gateway stops, and leaves no half of a file', async () => {
    const accountId = await world.newAccount('10');
    const before = await filesIn();
    const id = await world.ask(accountId, 'TRANSACTIONS');
    await world.room.runNext(() => true);
    expect((await world.room.exports.find(accountId, id))?.status).toBe('QUEUED');
    expect(await filesIn()).toEqual(before);
    await world.room.runNext(() => false);
    expect((await world.room.exports.find(accountId, id))?.status).toBe('DONE');
  });

  it('is not given up however often gateways stop over it', async () => {
    const accountId = await world.newAccount('10');
    const id = await world.ask(accountId, 'TRANSACTIONS');
    for (let number = 0; number < 5; number += 1) await world.room.runNext(() => true);
    await world.room.runNext(() => false);
    expect((await world.room.exports.find(accountId, id))?.status).toBe('DONE');
  });

  it('of a gateway that died is taken over when its lease has run out, and not before', async () => {
    const accountId = await world.newAccount('10');
    const id = await world.ask(accountId, 'TRANSACTIONS');
    const lease = new Date(world.clock.now.getTime() + 60_000);
    await world.database.rows(
      `update account_export set status = 'RUNNING', lease_until = $2, tries = 1 where id = $1`,
      [id, lease],
    );
    expect(await world.room.runNext(() => false)).toBe(false);
    world.clock.now = lease;
    expect(await world.room.runNext(() => false)).toBe(true);
    expect((await world.room.exports.find(accountId, id))?.status).toBe('DONE');
  });

  it('that cannot be written is tried three times, then given up', async () => {
    const accountId = await world.newAccount('10');
    const id = await world.ask(accountId, 'TRANSACTIONS');
    const unhook = hookStatements(world.database, {
      before: (text) => (text.includes('encode(hash') ? Promise.reject(new Error('the disk is broken')) : undefined),
    });
    for (let number = 0; number < 3; number += 1) {
      await expect(world.room.runNext(() => false)).rejects.toThrow('broken');
    }
    unhook();
    expect((await world.room.exports.find(accountId, id))?.status).toBe('FAILED');
    expect(await world.room.runNext(() => false)).toBe(false);
  });

  it('of another account is not found', async () => {
    const accountId = await world.newAccount('10');
    const id = await world.ask(accountId, 'TRANSACTIONS');
    expect(await world.room.exports.find(newId(), id)).toBeUndefined();
    await world.room.runNext(() => false);
  });

  it('is one of three that wait at most, however many are asked for at once', async () => {
    const accountId = await world.newAccount('10');
    const asked = await Promise.allSettled(Array.from({ length: 8 }, () => world.ask(accountId, 'USAGE')));
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    while (await world.room.runNext(() => false));
  });

  it('is deleted with its file after seven days', async () => {
    const accountId = await world.newAccount('10');
    const { id, manifest } = await world.take(accountId, 'TRANSACTIONS');
    world.clock.now = new Date(world.clock.now.getTime() + 7 * 86_400_000);
    await world.room.prune();
    expect(await filesIn()).toContain(manifest.file);
    world.clock.now = new Date(world.clock.now.getTime() + 1);
    await world.room.prune();
    expect(await filesIn()).not.toContain(manifest.file);
    expect(await world.room.exports.find(accountId, id)).toBeUndefined();
  });
});
