// npm run doctor on DATABASE_READ_URL: what stands there, for real.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { migrateDatabase } from '../../../../src/server/migrate-database.ts';
import { type ReplicatedPostgres, startReplicatedPostgres } from '../../../support/replicated-postgres.ts';
import { describeWith } from '../../../support/system-programs.ts';
import { openPatient, type Patient } from './patient.ts';

describeWith(['initdb', 'postgres', 'pg_basebackup'], 'npm run doctor on a read replica', () => {
  let servers: ReplicatedPostgres;
  let patient: Patient;
  beforeAll(async () => {
    servers = await startReplicatedPostgres();
    patient = await openPatient();
    await migrateDatabase(servers.ownerUrl, new URL(servers.applicationUrl).username);
  });
  afterAll(async () => {
    await patient.stop();
    await servers.stop();
  });
  const examine = async (variables: Readonly<Record<string, string>>) => {
    const own = { DATABASE_URL: servers.applicationUrl, MIGRATION_DATABASE_URL: servers.ownerUrl };
    const { findings } = await patient.examine({ ...own, ...variables });
    const of = findings.filter(({ area }) => area === 'replica');
    return of.map(({ state, message }) => `${state}: ${message}`);
  };

  it('finds a standby that follows', async () => {
    expect(await examine({ DATABASE_READ_URL: servers.readUrl })).toEqual([
      expect.stringMatching(/^ok: a standby of this database, which had everything within [\d.]+ s$/),
    ]);
    expect(await examine({})).toEqual([]);
  });

  it('warns of one that does not follow', async () => {
    await servers.pauseReplay();
    await migrateDatabase(servers.ownerUrl, new URL(servers.applicationUrl).username);
    const found = await examine({ DATABASE_READ_URL: servers.readUrl, DATABASE_READ_LAG_SECONDS: '1' });
    await servers.resumeReplay();
    expect(found).toEqual([expect.stringMatching(/^warning: .* which lacked \d+ bytes of the log after 1 s$/)]);
  });

  it('names one that is no standby, one of another database, and one that does not answer', async () => {
    expect(await examine({ DATABASE_READ_URL: servers.applicationUrl })).toEqual([
      'problem: the server of DATABASE_READ_URL is no standby, and is not read',
    ]);
    const { applicationUrl, urlAs } = patient;
    const other = { DATABASE_URL: applicationUrl, MIGRATION_DATABASE_URL: urlAs('shop_owner') };
    expect(await examine({ ...other, DATABASE_READ_URL: servers.readUrl })).toEqual([
      expect.stringContaining('problem: the server of DATABASE_READ_URL is a standby of another database'),
    ]);
    expect(await examine({ DATABASE_READ_URL: 'postgresql://tollgate_app:secret@127.0.0.1:1/tollgate' })).toEqual([
      expect.stringContaining('problem: The PostgreSQL of DATABASE_READ_URL does not answer'),
    ]);
  });
});
