// Which node a pool leads to; with pools that only say where they lead. On a cluster: test/database/distribute.
import { describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { PlacedPool } from '../../../src/database/shards/placed-pool.ts';
import { waitUntil } from '../../support/wait-until.ts';

const node = (port: number) => ({ host: 'node', port });

/** `named`: on which nodes the group's shards have names. */
function open({ named = [1, 2], away = [] as number[], look = () => Promise.resolve(), waiting = () => 0 }) {
  const ended: number[] = [];
  const errors: Error[] = [];
  let looks = 0;
  const createPool = ({ port }: { port: number }) =>
    ({
      connect: () => (away.includes(port) ? Promise.reject(new Error('away')) : Promise.resolve(port)),
      query: () =>
        away.includes(port)
          ? Promise.reject(new Error('away'))
          : Promise.resolve({ rows: [{ named: named.includes(port) }] }),
      get waitingCount() {
        return waiting();
      },
      end: () => Promise.resolve(void ended.push(port)),
    }) as unknown as pg.Pool;
  const pool = new PlacedPool({
    group: { number: 0, node: node(1) },
    createPool,
    lookAgain: () => {
      looks += 1;
      return look();
    },
    onError: (error) => errors.push(error),
  });
  return { pool, ended, errors, looks: () => looks };
}

describe('a pool of a group', () => {
  it('leads to another node once the shards have names there, and ends the connections to the old one', async () => {
    const { pool, ended } = open({ named: [1, 2] });
    expect(await pool.connect()).toBe(1);
    await pool.lead(node(2));
    expect(await pool.connect()).toBe(2);
    expect(ended).toEqual([1]);
  });

  it('ends the old one only when nobody waits for a connection of it any more', async () => {
    let waiting = 2;
    const { pool, ended } = open({ waiting: () => waiting });
    await pool.lead(node(2));
    await new Promise(setImmediate);
    expect(ended).toEqual([]);
    waiting = 0;
    await waitUntil('it is ended', () => ended.length === 1);
    expect(await pool.connect()).toBe(2);
  });

  it('stays where it is until they have, and when nothing has moved', async () => {
    const { pool, ended } = open({ named: [1] });
    await pool.lead(node(2));
    await pool.lead(node(1));
    expect(await pool.connect()).toBe(1);
    expect(ended).toEqual([2]);
  });

  it('stays where it is when the other node does not answer, and keeps no connections to that one', async () => {
    const { pool, ended } = open({ away: [2] });
    await expect(pool.lead(node(2))).rejects.toThrow('away');
    expect(await pool.connect()).toBe(1);
    expect(ended).toEqual([2]);
  });

  it('looks once for doubts that come together, and for those right after the look, and again later', async () => {
    const opened = open({});
    opened.pool.doubt();
    await opened.pool.connect();
    opened.pool.doubt();
    expect(opened.looks()).toBe(1);
    await waitUntil('it looks again', () => {
      opened.pool.doubt();
      return opened.looks() === 2;
    });
  });

  it('lets who connects wait for a look, once for all', async () => {
    const found = Promise.withResolvers<undefined>();
    const opened = open({ look: () => found.promise.then(() => opened.pool.lead(node(2))) });
    opened.pool.doubt();
    opened.pool.doubt();
    const connecting = [opened.pool.connect(), opened.pool.connect()];
    found.resolve(undefined);
    expect(await Promise.all(connecting)).toEqual([2, 2]);
    expect(opened.looks()).toBe(1);
  });

  it('looks when its node does not answer', async () => {
    const opened = open({ away: [1], look: () => opened.pool.lead(node(2)) });
    await expect(opened.pool.connect()).rejects.toThrow('away');
    expect(await opened.pool.connect()).toBe(2);
  });

  it('serves on when a look fails, or never ends', async () => {
    const failed = open({ look: () => Promise.reject(new Error('no coordinator')) });
    failed.pool.doubt();
    expect(await failed.pool.connect()).toBe(1);
    expect(failed.errors).toEqual([new Error('no coordinator')]);
    const endless = open({ look: () => new Promise<never>(() => undefined) });
    endless.pool.doubt();
    expect(await endless.pool.connect()).toBe(1);
  });
});
