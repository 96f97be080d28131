// A real primary and a real standby: what is answered by which, and how old it may be.
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Database, ReadReason, Replica } from '../../../src/database/index.ts';
import { openReplica } from '../../../src/database/index.ts';
import { ormConfig } from '../../../src/mikro-orm.config.ts';
import { connectTo, type ReplicatedPostgres, startReplicatedPostgres } from '../../support/replicated-postgres.ts';
import { describeWith } from '../../support/system-programs.ts';
import { waitUntil } from '../../support/wait-until.ts';

const LONG = 600_000;
const SHORT = 3_000;

describeWith(['initdb', 'postgres', 'pg_basebackup'], 'reads beside a standby', () => {
  let servers: ReplicatedPostgres;
  let primary: Database;
  let replica: Replica;
  let reasons: ReadReason[];
  let changes: string[];
  let failures: unknown[];

  const open = async (longestMilliseconds: number, url = servers.readUrl): Promise<Replica> =>
    openReplica({
      ...{ primary, url, orm: ormConfig, longestMilliseconds, now: () => new Date() },
      onChange: (change) => changes.push(change.isRead ? 'READ' : change.because),
      onRead: (reason) => reasons.push(reason),
      onFailed: (error) => failures.push(error),
    });
  const isUsed = (): boolean => replica.watch.unfit() === undefined;
  const write = (body: string) => primary.rows('insert into note (body) values ($1)', [body]);
  const NOTES = `select pg_is_in_recovery() as "isStandby", array(select body from note order by id) as bodies`;
  const read = async (notBefore?: Date) =>
    replica.reads.recent(async (sql) => {
      const [row] = await sql.rows<{ isStandby: boolean; bodies: string[] }>(NOTES);
      return row;
    }, notBefore);

  beforeAll(async () => {
    servers = await startReplicatedPostgres();
    const owner = await connectTo(servers.ownerUrl);
    await owner.rows('create table note (id int generated always as identity primary key, body text)');
    await owner.rows('grant select, insert, truncate, update on note to public');
    await owner.close();
    primary = await connectTo(servers.applicationUrl);
  });
  afterAll(async () => {
    await primary.close();
    await servers.stop();
  });
  beforeEach(async () => {
    [reasons, changes, failures] = [[], [], []];
    await primary.rows('truncate note');
    await servers.caughtUp();
    replica = await open(LONG);
    await waitUntil('the replica is used', isUsed);
  });
  afterEach(() => replica.close());

  it('says what the standby has, and of which moment it is', async () => {
    await write('one');
    await servers.caughtUp();
    expect((await read()).value).toEqual({ isStandby: true, bodies: ['one'] });
    await servers.pauseReplay();
    const before = new Date();
    await write('two');
    const old = await read();
    expect(old.value).toEqual({ isStandby: true, bodies: ['one'] });
    expect(old.asOf.getTime()).toBeLessThanOrEqual(before.getTime());
    await servers.resumeReplay();
    await waitUntil('the second is there', async () => (await read()).value?.bodies.length === 2);
    expect(new Set(reasons)).toEqual(new Set(['FRESH']));
  });

  it('never says of an answer that it is of a later moment than it is', async () => {
    const over = new AbortController();
    const written: { readonly body: string; readonly at: number }[] = [];
    const writing = (async () => {
      for (let index = 0; !over.signal.aborted; index += 1) {
        await write(String(index));
        written.push({ body: String(index), at: Date.now() });
      }
    })();
    const asked = new Set<number>();
    try {
      await waitUntil('five moments were told', async () => {
        const { value, asOf } = await read();
        asked.add(asOf.getTime());
        const due = written.filter(({ at }) => at < asOf.getTime()).map(({ body }) => body);
        expect(value?.bodies.slice(0, due.length)).toEqual(due);
        return asked.size >= 5 && reasons.includes('FRESH');
      });
    } finally {
      over.abort();
      await writing;
    }
  });

  it('asks the primary for what has to be there, and the standby once it is', async () => {
    await servers.pauseReplay();
    await write('one');
    const upToNow = await replica.reads.upToNow();
    const bodies = async () =>
      upToNow(async (sql) => (await sql.rows<{ bodies: string[]; isStandby: boolean }>(NOTES))[0]);
    expect(await bodies()).toEqual({ isStandby: false, bodies: ['one'] });
    expect(await read(new Date())).toMatchObject({ value: { isStandby: false, bodies: ['one'] } });
    expect(isUsed()).toBe(true);
    await servers.resumeReplay();
    await servers.caughtUp();
    expect(await bodies()).toEqual({ isStandby: true, bodies: ['one'] });
    expect(reasons).toEqual(['BEHIND', 'BEHIND', 'FRESH']);
  });

  it('asks the primary when the standby is too far behind, and the standby when it has come after', async () => {
    await replica.close();
    changes = [];
    replica = await open(SHORT);
    await waitUntil('the replica is used', isUsed);
    await servers.pauseReplay();
    await write('one');
    await waitUntil('the primary answers', async () => (await read()).value?.isStandby === false);
    expect((await read()).value?.bodies).toEqual(['one']);
    await waitUntil('it is said', () => changes.includes('BEHIND'));
    expect(replica.watch.lagSeconds()).toBeGreaterThan(SHORT / 1_000);
    await servers.resumeReplay();
    await waitUntil('the replica is used', isUsed);
    await waitUntil('the standby answers', async () => (await read()).value?.isStandby === true);
    // What has changed is said, and nothing else.
    for (const [index, change] of changes.entries()) expect(change).not.toBe(changes[index + 1]);
  });

  it('asks the primary again, once, when what it reads is taken away under it', async () => {
    await write('one');
    await servers.caughtUp();
    let times = 0;
    const { value } = await replica.reads.recent(async (sql) => {
      times += 1;
      const [row] = await sql.rows<{ isStandby: boolean }>(NOTES);
      if (row?.isStandby === false) return row;
      // The lock of this statement is what the replay of TRUNCATE does not wait for.
      const [reading] = await Promise.allSettled([
        sql.rows('select pg_sleep(60) from note'),
        waitUntil('it is being read', () => isSleeping(servers)).then(() => primary.rows('truncate note')),
      ]);
      if (reading.status === 'rejected') throw reading.reason;
      return undefined;
    });
    expect(value).toEqual({ isStandby: false, bodies: [] });
    expect(times).toBe(2);
    expect(reasons).toEqual(['FAILED']);
    expect(failures).toMatchObject([{ code: '40001' }]);
  });

  it('asks the primary again when the session at the standby is ended', async () => {
    const { value } = await replica.reads.recent(async (sql) => {
      const [row] = await sql.rows<{ isStandby: boolean }>(NOTES);
      if (row?.isStandby === true) await sql.rows('select pg_terminate_backend(pg_backend_pid())');
      return row;
    });
    expect(value).toEqual({ isStandby: false, bodies: [] });
    expect(reasons).toEqual(['FAILED']);
    expect(failures).toMatchObject([{ code: '57P01' }]);
  });

  it('asks nobody again for what took too long at the standby', async () => {
    let times = 0;
    const reading = replica.reads.recent(async (sql) => {
      times += 1;
      await sql.rows(`select set_config('statement_timeout', '50', true)`);
      await sql.rows('select pg_sleep(60)');
    });
    await expect(reading).rejects.toMatchObject({ code: '57014' });
    expect([times, reasons, failures]).toEqual([1, [], []]);
  });

  it('lets nothing be written, and does not write at the primary what was refused at the standby', async () => {
    const writing = replica.reads.recent((sql) => sql.rows(`insert into note (body) values ('written')`));
    await expect(writing).rejects.toMatchObject({ code: '25006' });
    expect(await primary.rows('select from note')).toEqual([]);
  });

  it('does without a server that is no standby, or none at all', async () => {
    await replica.close();
    replica = await open(LONG, servers.applicationUrl);
    await waitUntil('it was looked at', () => changes.includes('NO_STANDBY'));
    await write('one');
    expect((await read()).value).toEqual({ isStandby: false, bodies: ['one'] });
    await replica.close();
    const nobody = new URL(servers.readUrl);
    nobody.port = '1';
    replica = await open(LONG, nobody.href);
    await waitUntil('it was looked at', () => changes.includes('AWAY'));
    expect((await read()).value?.bodies).toEqual(['one']);
    expect(reasons).toEqual(['NO_STANDBY', 'AWAY']);
  });

  it('goes on with the primary when the standby dies while it is read, and comes back to it', async () => {
    await write('one');
    await servers.caughtUp();
    const { value } = await replica.reads.recent(async (sql) => {
      const [row] = await sql.rows<{ isStandby: boolean; bodies: string[] }>(NOTES);
      if (row?.isStandby === false) return row;
      await servers.killReplica();
      return (await sql.rows<{ isStandby: boolean; bodies: string[] }>(NOTES))[0];
    });
    expect(value).toEqual({ isStandby: false, bodies: ['one'] });
    await waitUntil('it is said', () => changes.includes('AWAY'));
    expect((await read()).value).toEqual({ isStandby: false, bodies: ['one'] });
    await servers.startReplica();
    await waitUntil('the replica is used', isUsed);
    expect((await read()).value).toEqual({ isStandby: true, bodies: ['one'] });
  });

  it('does without a standby that was promoted', async () => {
    await servers.promoteReplica();
    await write('of the primary alone');
    const { value } = await read();
    expect(value).toEqual({ isStandby: false, bodies: ['of the primary alone'] });
    expect(reasons).toEqual(['NO_STANDBY']);
  });
});

async function isSleeping({ readUrl }: ReplicatedPostgres): Promise<boolean> {
  const database = await connectTo(readUrl);
  try {
    const found = await database.rows(`select from pg_stat_activity where wait_event = 'PgSleep'`);
    return found.length > 0;
  } finally {
    await database.close();
  }
}
