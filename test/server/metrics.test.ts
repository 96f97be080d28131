// What a monitor reads, from a gateway that works.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfiguration } from '../../src/config/index.ts';
import { createLogger } from '../../src/server/create-logger.ts';
import { type Gateway, startGateway } from '../../src/server/index.ts';
import { ask } from '../support/gateway-client.ts';
import { freePort } from '../support/gateway-process.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { temporaryFolder } from '../support/postgres-processes.ts';

const KEY = 'a-key-of-the-demo-account';

let database: TestDatabase;
let folder: ReturnType<typeof temporaryFolder>;
let gateway: Gateway;

const configure = (variables: Record<string, string>) =>
  readConfiguration({ DATABASE_URL: database.url, DATA_DIR: folder.path, DEMO_API_KEY: KEY, ...variables });
const options = { logger: createLogger('silent'), say: (): void => undefined };

beforeAll(async () => {
  database = await createTestDatabase();
  folder = temporaryFolder();
  gateway = await startGateway(configure({ PORT: String(await freePort()), METRICS_PORT: '0' }), options);
});

afterAll(async () => {
  await gateway.stop();
  await database.drop();
  folder.remove();
});

const metricsUrl = (path = '/metrics'): string => `http://127.0.0.1:${gateway.metricsPort ?? 0}${path}`;

async function valueOf(line: string): Promise<number> {
  const text = await (await fetch(metricsUrl())).text();
  return Number(
    text
      .split('\n')
      .find((candidate) => candidate.startsWith(`${line} `))
      ?.slice(line.length),
  );
}

describe('the metrics of a gateway', () => {
  it('count the batches of the ledger by what became of them', async () => {
    const read = 'tollgate_ledger_batches_total{path="read"}';
    const remembered = 'tollgate_ledger_batches_total{path="remembered"}';
    const before = { read: await valueOf(read), remembered: await valueOf(remembered) };
    const generate = (key: number): string =>
      `mutation { generate(input: { model: "bfl/flux-1.1-pro", prompt: "a pier", idempotencyKey: "${key}" }) { __typename } }`;
    for (let times = 0; times < 2; times += 1) {
      expect((await ask(gateway.url, { query: generate(times) }, { key: KEY })).errors).toBeUndefined();
    }
    expect((await valueOf(read)) + (await valueOf(remembered))).toBeGreaterThanOrEqual(
      before.read + before.remembered + 2,
    );
    expect(await valueOf(remembered)).toBeGreaterThan(before.remembered);
    expect(await valueOf('tollgate_ledger_batches_total{path="changed_meanwhile"}')).toBe(0);
  });

  it('are in Prometheus format, with those of the process', async () => {
    const response = await fetch(metricsUrl());
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(await response.text()).toMatch(/^process_cpu_seconds_total /m);
  });

  it('are not at the port of the customers, and nothing else is at theirs', async () => {
    expect((await fetch(`${gateway.url}/metrics`)).status).toBe(404);
    expect((await fetch(metricsUrl('/graphql'))).status).toBe(404);
    expect((await fetch(metricsUrl(), { method: 'POST' })).status).toBe(404);
  });

  it('say which port could not be had', async () => {
    const METRICS_PORT = String(gateway.metricsPort);
    const PORT = String(await freePort());
    await expect(startGateway(configure({ PORT, METRICS_PORT }), options)).rejects.toThrow(
      new RegExp(`METRICS_PORT ${METRICS_PORT} at 127.0.0.1 cannot be listened at`),
    );
  });
});
