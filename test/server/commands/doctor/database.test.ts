// npm run doctor on a database: each problem is provoked for real.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startTemporaryPostgres } from '../../../../src/embedded-postgres/index.ts';
import { migrateDatabase } from '../../../../src/server/migrate-database.ts';
import { DURABLE, openPatient, type Patient } from './patient.ts';

let patient: Patient;
let dataDir: string;

beforeAll(async () => {
  patient = await openPatient();
  dataDir = patient.dataDir;
});

afterEach(() => patient.recover());

afterAll(() => patient.stop());

describe('npm run doctor', () => {
  it('finds nothing wrong with a database of two roles on this machine, says so in words and ends with 0', async () => {
    const { code, said, noted } = await patient.examine({}, { words: [] });
    expect(said.filter((line) => line.startsWith('ok '))).toEqual([
      expect.stringContaining('configuration: every variable is right'),
      expect.stringMatching(/database: PostgreSQL 17, UTF8, commits are on disk/),
      'ok      clock: this machine and the database agree to within 2 s.',
      expect.stringMatching(/migrations: all \d+ of this release are applied/),
      'ok      role: "shop_app" can do what the gateway does, and cannot change what is booked.',
      expect.stringContaining('payments: payments are simulated'),
      expect.stringContaining('providers: the sandbox'),
      'ok      e-mail: SMTP_URL is not set: what would be sent is shown at /dev/mail.',
      expect.stringContaining(`data folder: ${dataDir} can be written`),
      expect.stringContaining('address: PORT=0'),
    ]);
    expect(said.at(-1)).toBe('\n0 problems, 0 warnings, 10 ok.');
    expect(noted).toContain('Looking at: database …');
    expect(code).toBe(0);
  });

  it('names every wrong variable, looks at nothing else, and ends with 1', async () => {
    const { code, wrong } = await patient.examine({ PORT: '99999', STRIPE_SECRET_KEY: 'wrong', SANDBOX: 'maybe' });
    expect(wrong).toEqual([
      expect.stringContaining('problem configuration: PORT must be a whole number'),
      expect.stringMatching(/STRIPE_SECRET_KEY must be .* a secret, not shown/),
      expect.stringContaining('SANDBOX must be one of'),
      expect.stringContaining('STRIPE_WEBHOOK_SECRET is missing'),
    ]);
    expect(code).toBe(1);
  });

  it('warns of what is allowed and dangerous where others can reach the gateway', async () => {
    const reachable = { PUBLIC_URL: 'http://shop.invalid', PAYMENTS: 'simulated', WEBHOOKS_ALLOW_INSECURE: 'true' };
    const { wrong } = await patient.examine({ ...reachable, MIGRATION_DATABASE_URL: '' }, { unread: ['STIRPE_KEY'] });
    expect(wrong).toEqual(
      expect.arrayContaining([
        'warning configuration: .env sets STIRPE_KEY, which nothing reads',
        'warning configuration: PUBLIC_URL is http',
        'warning configuration: WEBHOOKS_ALLOW_INSECURE lets every account send requests into this network',
        'warning configuration: payments are simulated, and others can reach the gateway',
        'warning configuration: one database role does everything',
      ]),
    );
  });

  it('refuses words that it does not know with 2', async () => {
    const { code, noted } = await patient.examine({}, { words: ['--verbose'] });
    expect(code).toBe(2);
    expect(noted[0]).toContain('npm run doctor -- --json');
  });
});

describe('the database', () => {
  it.each([
    ['postgresql://nobody:x@127.0.0.1:1/shop', 'does not answer'],
    ['postgresql://nobody.invalid/shop', 'does not answer'],
  ])('that does not answer at %s is a problem, and the rest is looked at', async (url, message) => {
    const { code, wrong, findings } = await patient.examine({ DATABASE_URL: url, MIGRATION_DATABASE_URL: url });
    expect(wrong).toContainEqual(expect.stringMatching(`problem database: .*${message}`));
    expect(findings).toContainEqual(expect.objectContaining({ area: 'data folder', state: 'ok' }));
    expect(code).toBe(1);
  });

  it('that refuses the password, or that does not exist, is a problem', async () => {
    const wrongPassword = patient.applicationUrl.replace(/:[^:@]+@/, ':another@');
    expect((await patient.examine({ DATABASE_URL: wrongPassword })).wrong[0]).toContain(
      'refuses the user or the password',
    );
    expect((await patient.examine({ DATABASE_URL: patient.urlAs('shop_app', 'none') })).wrong[0]).toContain(
      'does not exist',
    );
  });

  it.each([
    ['set synchronous_commit = off', 'problem database: synchronous_commit is off'],
    ["set default_transaction_isolation = 'serializable'", 'default_transaction_isolation is serializable'],
    ['set default_transaction_read_only = on', 'problem database: transactions are read-only'],
    ["set statement_timeout = '1s'", 'warning database: statement_timeout is 1000 ms'],
    ['connection limit 10', 'problem database: at most 10 connections are allowed, and one gateway opens up to 26'],
  ])('whose role has %s', async (setting, finding) => {
    await patient.during(
      `alter role shop_app ${setting}`,
      'alter role shop_app reset all',
      'alter role shop_app connection limit -1',
    );
    const { wrong, code } = await patient.examine();
    expect(wrong).toEqual([expect.stringContaining(finding)]);
    expect(code).toBe(finding.startsWith('warning') ? 0 : 1);
  });

  it('whose server forgets commits in a crash', async () => {
    const other = await startTemporaryPostgres({ settings: { ...DURABLE, fsync: 'off', full_page_writes: 'off' } });
    patient.later(() => other.stop());
    await migrateDatabase(other.adminUrl);
    const { wrong } = await patient.examine({ DATABASE_URL: other.adminUrl, MIGRATION_DATABASE_URL: other.adminUrl });
    expect(wrong.filter((line) => line.includes('database:'))).toEqual([
      'problem database: fsync is off',
      'problem database: full_page_writes is off',
    ]);
    expect(wrong).toContainEqual(expect.stringContaining('warning role: "tollgate", which the gateway runs as, could'));
  });

  it('in another encoding', async () => {
    const create = "create database latin owner shop_app template template0 encoding 'LATIN1' locale 'C'";
    await patient.during(create, 'drop database latin');
    const { wrong } = await patient.examine({
      DATABASE_URL: patient.urlAs('shop_app', 'latin'),
      MIGRATION_DATABASE_URL: '',
    });
    expect(wrong).toEqual([
      'problem database: the encoding is LATIN1',
      expect.stringMatching(
        /^warning migrations: \d+ of this release not applied yet: 20261121000000_first, .* and \d+ more$/,
      ),
    ]);
  });

  it('without a right that the gateway needs', async () => {
    await patient.during('revoke insert on purchase from shop_app', 'grant insert on purchase to shop_app');
    const { wrong } = await patient.examine();
    expect(wrong).toEqual(['problem role: "shop_app", which the gateway runs as, lacks rights: INSERT on purchase']);
  });

  it('with a right over what is booked', async () => {
    await patient.during(
      'grant update on ledger_transaction to shop_app',
      'revoke update on ledger_transaction from shop_app',
    );
    const { wrong, code } = await patient.examine();
    expect(wrong).toEqual([expect.stringContaining('could change what is booked: may UPDATE ledger_transaction')]);
    expect(code).toBe(0);
  });

  it('with migrations of a newer release', async () => {
    await patient.during(
      "insert into mikro_orm_migrations (name) values ('29990101000000_later')",
      "delete from mikro_orm_migrations where name = '29990101000000_later'",
    );
    expect((await patient.examine()).wrong).toEqual([
      'warning migrations: a newer release was here: 29990101000000_later',
    ]);
  });

  it.each([
    [-5_000, /^warning clock: this machine is [45](\.\d)? s behind the database$/],
    [90_000, /^problem clock: this machine is (89|90)(\.\d)? s ahead of the database$/],
  ])('whose clock is %d ms apart', async (milliseconds, finding) => {
    const { wrong } = await patient.examine({}, { now: () => new Date(Date.now() + milliseconds) });
    expect(wrong).toEqual([expect.stringMatching(finding)]);
  });
});

describe('what is printed', () => {
  it('holds no secret', () => {
    expect(patient.leaked()).toEqual([]);
  });
});
