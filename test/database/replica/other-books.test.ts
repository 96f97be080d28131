// A real standby of other books, one that says nothing any more, and a primary that is away: none is taken for what it is not.
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Database, ReadReason, Replica } from '../../../src/database/index.ts';
import { openReplica } from '../../../src/database/index.ts';
import { ormConfig } from '../../../src/mikro-orm.config.ts';
import { connectTo, type ReplicatedPostgres, startReplicatedPostgres } from '../../support/replicated-postgres.ts';
import { describeWith } from '../../support/system-programs.ts';
import { waitUntil } from '../../support/wait-until.ts';

const LONG = 600_000;
const SHORT = 3_000;

describeWith(['initdb', 'postgres', 'pg_basebackup'], 'reads beside a standby of other books, or of none', () => {
  let servers: ReplicatedPostgres;
  let primary: Database;
  let replica: Replica | undefined;
  let reasons: ReadReason[];
  let changes: string[];
  let failures: unknown[];

  async function open(url: string, longestMilliseconds = LONG): Promise<Replica> {
    replica = await openReplica({
      ...{ primary, url, orm: ormConfig, longestMilliseconds, now: () => new Date() },
      onChange: (change) => changes.push(change.isRead ? 'READ' : change.because),
      onRead: (reason) => reasons.push(reason),
      onFailed: (error) => failures.push(error),
    });
    return replica;
  }
  const WHERE = 'select pg_is_in_recovery() as "isStandby"';
  const isOfStandby = async ({ reads }: Replica): Promise<boolean | undefined> =>
    (await reads.recent((sql) => sql.rows<{ isStandby: boolean }>(WHERE))).value[0]?.isStandby;
  const isUsed = ({ watch }: Replica): boolean => watch.unfit() === undefined;

  /** It is looked at, and not read: neither what is recent, nor what has to be there. */
  async function expectNotRead(other: Replica): Promise<void> {
    await waitUntil('it was looked at', () => changes.length > 0);
    expect(changes).toEqual(['OTHER_DATABASE']);
    expect(await isOfStandby(other)).toBe(false);
    const upToNow = await other.reads.upToNow();
    expect(await upToNow((sql) => sql.rows(WHERE))).toEqual([{ isStandby: false }]);
    expect(reasons).toEqual(['OTHER_DATABASE', 'OTHER_DATABASE']);
  }

  beforeAll(async () => {
    servers = await startReplicatedPostgres();
    primary = await connectTo(servers.applicationUrl);
  });
  afterAll(async () => {
    await primary.close();
    await servers.stop();
  });
  beforeEach(() => {
    [reasons, changes, failures] = [[], [], []];
  });
  afterEach(async () => {
    servers.thawReplica();
    await replica?.close();
    replica = undefined;
  });

  it('reads no other database of the same standby', async () => {
    const url = new URL(servers.readUrl);
    url.pathname = '/postgres';
    await expectNotRead(await open(url.href));
  });

  it('reads no standby of another cluster, in which all else is the same', async () => {
    const others = await startReplicatedPostgres();
    try {
      const OID = 'select oid::int from pg_database where datname = current_database()';
      const other = await connectTo(others.readUrl);
      expect(await other.rows(OID)).toEqual(await primary.rows(OID));
      await other.close();
      await expectNotRead(await open(others.readUrl));
    } finally {
      await replica?.close();
      replica = undefined;
      await others.stop();
    }
  });

  it('asks the primary when the standby says nothing any more, and the standby when it speaks again', async () => {
    const opened = await open(servers.readUrl);
    await waitUntil('the replica is used', () => isUsed(opened));
    const { value } = await opened.reads.recent(async (sql) => {
      const before = await sql.rows<{ isStandby: boolean }>(WHERE);
      if (before[0]?.isStandby === true) await servers.freezeReplica();
      return sql.rows<{ isStandby: boolean }>(WHERE);
    });
    expect(value).toEqual([{ isStandby: false }]);
    expect(reasons).toEqual(['FAILED']);
    await waitUntil('it is said', () => changes.includes('AWAY'));
    expect(await isOfStandby(opened)).toBe(false);
    expect(reasons).toEqual(['FAILED', 'AWAY']);
    servers.thawReplica();
    await waitUntil('the replica is used', () => isUsed(opened));
    expect(await isOfStandby(opened)).toBe(true);
  });

  it('reads nothing that is too old while the primary says nothing of how far it has come', async () => {
    const opened = await open(servers.readUrl, SHORT);
    await waitUntil('the replica is used', () => isUsed(opened));
    await servers.killPrimary();
    expect(await isOfStandby(opened)).toBe(true);
    await waitUntil('it is said', () => changes.includes('BEHIND'));
    await expect(isOfStandby(opened)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await servers.startPrimary();
    await waitUntil('the replica is used', () => isUsed(opened));
    expect(await isOfStandby(opened)).toBe(true);
    expect(changes).toEqual(['READ', 'BEHIND', 'READ']);
  });

  it('reads no standby of the one that was promoted, which has gone on by itself', async () => {
    await servers.promoteReplica();
    await primary.rows('select 1');
    const second = await servers.followPromoted();
    await expectNotRead(await open(second));
  });
});
