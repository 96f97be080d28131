// A gateway beside a real streaming replica: which reads go there, how old they may be, and what happens when it falls behind or dies.
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { BALANCE, GENERATE, generateInput, TRANSACTIONS } from '../support/gateway-operations.ts';
import { type ReplicatedPostgres, startReplicatedPostgres } from '../support/replicated-postgres.ts';
import { describeWith } from '../support/system-programs.ts';
import { waitUntil } from '../support/wait-until.ts';

const USAGE = `{ usage(days: 1) { asOf to succeeded totalCost byTag { key cost } } }`;
const STATEMENT = `query ($month: String!) { statement(month: $month) { transactions charged closing { total } } }`;
const CREATE = `mutation ($input: CreateExportInput!) { createExport(input: $input) { export { id } userErrors { code } } }`;
const EXPORT = `query ($id: ID!) { export(id: $id) { status rows file { url } } }`;
const REVENUE = `query ($day: String!) { revenue(from: $day, to: $day) { asOf periods { spent } } }`;
const LONG = '600';
const SHORT = '3';

describeWith(['initdb', 'postgres', 'pg_basebackup'], 'a gateway with a read replica', () => {
  let servers: ReplicatedPostgres;
  let gateway: TestGateway;
  let short: TestGateway;

  const environmentOf = (lagSeconds: string): Record<string, string> => ({
    DATABASE_URL: servers.applicationUrl,
    MIGRATION_DATABASE_URL: servers.ownerUrl,
    DATABASE_READ_URL: servers.readUrl,
    DATABASE_READ_LAG_SECONDS: lagSeconds,
    METRICS_PORT: '0',
  });
  const metricsOf = async ({ metricsPort }: TestGateway): Promise<string> =>
    (await fetch(`http://127.0.0.1:${String(metricsPort)}/metrics`)).text();
  const valueOf = (metrics: string, series: string): number =>
    Number(
      metrics
        .split('\n')
        .find((line) => line.startsWith(`${series} `))
        ?.slice(series.length) ?? 0,
    );
  const readsOf = async (from: TestGateway, where: string, reason: string): Promise<number> =>
    valueOf(await metricsOf(from), `tollgate_reads_total{where="${where}",reason="${reason}"}`);
  /** Either makes an export. */
  const freshReads = async (): Promise<number> =>
    (await readsOf(gateway, 'replica', 'fresh')) + (await readsOf(short, 'replica', 'fresh'));
  const isUsed = async (by: TestGateway): Promise<boolean> =>
    valueOf(await metricsOf(by), 'tollgate_replica_used') === 1;
  const usageOf = async (by: TestGateway, key: string) => {
    const { data, errors } = await by.ask(USAGE, {}, { key });
    expect(errors).toBeUndefined();
    return data.usage;
  };
  const chargeOnce = async (key: string): Promise<void> => {
    const input = generateInput({ tags: ['shown'] });
    const { data } = await gateway.ask(GENERATE, { input }, { key });
    expect(data.generate.userErrors).toEqual([]);
    expect(await gateway.ended(data.generate.generation.id, key)).toMatchObject({ status: 'SUCCEEDED' });
  };
  const exportOf = async (kind: string, key: string) => {
    const { data } = await gateway.ask(CREATE, { input: { kind } }, { key });
    const { id } = data.createExport.export;
    let found = { status: '', rows: 0, file: { url: '' } };
    await waitUntil('the export is done', async () => {
      found = (await gateway.ask(EXPORT, { id }, { key })).data.export;
      return found.status === 'DONE';
    });
    const text = gunzipSync(Buffer.from(await (await fetch(found.file.url)).arrayBuffer())).toString();
    return { ...found, text };
  };
  const month = (): string => new Date().toISOString().slice(0, 7);
  const transactionsOf = async (key: string): Promise<number> =>
    (await gateway.ask(TRANSACTIONS, {}, { key })).data.transactions.nodes.length;

  beforeAll(async () => {
    servers = await startReplicatedPostgres();
    gateway = await startTestGateway({ environment: environmentOf(LONG) });
    short = await startTestGateway({ besides: gateway, environment: environmentOf(SHORT) });
    await waitUntil('both use the replica', async () => (await isUsed(gateway)) && (await isUsed(short)));
  });
  // A test that fails leaves replay paused.
  afterEach(() => servers.resumeReplay().catch(() => undefined));
  afterAll(async () => {
    await short.stop();
    await gateway.stop();
    await servers.stop();
  });

  it('answers usage from it, and says how old the figures are; beyond its limit, from the primary', async () => {
    const { key } = await gateway.newAccount('10');
    await chargeOnce(key);
    await servers.caughtUp();
    await waitUntil('the charge is known to be there', async () => (await usageOf(gateway, key)).succeeded === 1);
    await servers.pauseReplay();
    const paused = new Date();
    await chargeOnce(key);
    const old = await usageOf(gateway, key);
    expect(old).toMatchObject({ succeeded: 1, byTag: [{ key: 'shown' }] });
    expect(new Date(old.asOf).getTime()).toBeLessThanOrEqual(paused.getTime());
    await waitUntil('the other one reads the primary', async () => (await usageOf(short, key)).succeeded === 2);
    const fresh = await usageOf(short, key);
    expect(fresh).toMatchObject({ succeeded: 2, byTag: [{ key: 'shown', cost: fresh.totalCost }] });
    expect(new Date(fresh.asOf).getTime()).toBeGreaterThan(paused.getTime());
    expect((await usageOf(gateway, key)).succeeded).toBe(1);
    await waitUntil('it is said', () => short.logs().includes(`it is more than ${SHORT} s behind`));
    expect(await isUsed(short)).toBe(false);
    expect(valueOf(await metricsOf(short), 'tollgate_replica_lag_seconds')).toBeGreaterThan(Number(SHORT));
    expect(await readsOf(short, 'primary', 'behind')).toBeGreaterThan(0);
    await servers.resumeReplay();
    await waitUntil('it is used again', () => isUsed(short));
    expectSaidOnce(short);
  });

  it('answers what decides, and what was written a moment ago, from the primary', async () => {
    await servers.pauseReplay();
    const { key } = await gateway.newAccount('10');
    await chargeOnce(key);
    expect((await gateway.ask(BALANCE, {}, { key })).data.balance).toEqual({ available: '9.948', reserved: '0' });
    expect(await transactionsOf(key)).toBe(3);
    expect((await usageOf(gateway, key)).succeeded).toBe(0);
    await servers.resumeReplay();
  });

  it.each(['TRANSACTIONS', 'USAGE'])('makes no export of %s without what it says it has', async (kind) => {
    const { key } = await gateway.newAccount('10');
    await servers.caughtUp();
    await servers.pauseReplay();
    await chargeOnce(key);
    expect(await isUsed(gateway)).toBe(true);
    const behind = await exportOf(kind, key);
    expect(behind).toMatchObject({ rows: kind === 'USAGE' ? 1 : 3 });
    expect(behind.text).toContain(kind === 'USAGE' ? '0.052' : 'CHARGE');
    await servers.resumeReplay();
    await servers.caughtUp();
    const before = await freshReads();
    await waitUntil('the replica answers', async () => {
      expect((await exportOf(kind, key)).text).toBe(behind.text);
      return (await freshReads()) > before;
    });
  });

  it('makes no statement without what is booked', async () => {
    const { key } = await gateway.newAccount('10');
    await servers.caughtUp();
    await servers.pauseReplay();
    await chargeOnce(key);
    const statementNow = async () => (await gateway.ask(STATEMENT, { month: month() }, { key })).data.statement;
    const behind = await statementNow();
    expect(behind).toEqual({ transactions: 3, charged: '-0.052', closing: { total: '9.948' } });
    await servers.resumeReplay();
    await servers.caughtUp();
    const before = await readsOf(gateway, 'replica', 'fresh');
    await waitUntil('the replica answers', async () => {
      expect(await statementNow()).toEqual(behind);
      return (await readsOf(gateway, 'replica', 'fresh')) > before;
    });
  });

  it('goes on without it when it dies, says so once, and comes back to it', async () => {
    const { key } = await gateway.newAccount('10');
    await servers.caughtUp();
    await servers.killReplica();
    await chargeOnce(key);
    expect((await usageOf(gateway, key)).succeeded).toBe(1);
    expect((await exportOf('USAGE', key)).rows).toBe(1);
    const day = new Date().toISOString().slice(0, 10);
    const { data } = await gateway.ask(REVENUE, { day }, { key: gateway.operatorKey });
    expect(data.revenue.periods).toHaveLength(1);
    await waitUntil('it is noticed', async () => !(await isUsed(gateway)));
    expect((await gateway.ask(STATEMENT, { month: month() }, { key })).data.statement.transactions).toBe(3);
    expect(await readsOf(gateway, 'primary', 'away')).toBeGreaterThan(0);
    expect(gateway.logs()).toContain('it does not answer');
    await servers.startReplica();
    await waitUntil('it is used again', () => isUsed(gateway));
    const before = await readsOf(gateway, 'replica', 'fresh');
    expect((await usageOf(gateway, key)).succeeded).toBe(1);
    expect(await readsOf(gateway, 'replica', 'fresh')).toBeGreaterThan(before);
    expectSaidOnce(gateway);
  });
});

/** What it says of its replica is never said twice in a row. */
function expectSaidOnce(by: TestGateway): void {
  const said = by.logs().match(/the replica of DATABASE_READ_URL (?:follows|is not read[^"]*)/g) ?? [];
  expect(said.length).toBeGreaterThanOrEqual(3);
  for (const [index, line] of said.entries()) expect(line).not.toBe(said[index + 1]);
}
