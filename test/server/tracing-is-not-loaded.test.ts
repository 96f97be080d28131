// Without an address for traces, a gateway loads nothing of OpenTelemetry's SDK: seen in the program itself, as an operator runs it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { buildGateway, freePort, spawnGateway, untilServing } from '../support/gateway-process.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { temporaryFolder } from '../support/postgres-processes.ts';

const NOTE_MODULES = new URL('../support/note-modules.mjs', import.meta.url).href;
/** Other packages may ask for it, and it does nothing by itself. */
const API = '@opentelemetry/api';

let database: TestDatabase;
let folder: ReturnType<typeof temporaryFolder>;

beforeAll(async () => {
  buildGateway();
  database = await createTestDatabase();
  folder = temporaryFolder();
});

afterAll(async () => {
  await database.drop();
  folder.remove();
});

/** Packages of OpenTelemetry that a gateway loads until it serves, metrics and all. */
async function loadedWith(name: string, environment: Readonly<Record<string, string>>): Promise<string[]> {
  const file = join(folder.path, name);
  const gateway = spawnGateway({
    ...{ PORT: String(await freePort()), DATABASE_URL: database.url, DATA_DIR: folder.path, METRICS_PORT: '0' },
    ...{ NODE_OPTIONS: `--import=${NOTE_MODULES}`, MODULES_FILE: file, ...environment },
  });
  await untilServing(gateway);
  gateway.child.kill('SIGTERM');
  expect(await gateway.ended).toBe(0);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return [...new Set(text.split('\n'))].filter((line) => line !== '' && line !== API);
}

it('loads the SDK with an address for traces, and nothing of it without', async () => {
  const traced = await loadedWith('traced', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
  expect(traced).toEqual(
    expect.arrayContaining(['@opentelemetry/sdk-trace', '@opentelemetry/exporter-trace-otlp-http']),
  );
  expect(await loadedWith('untraced', {})).toEqual([]);
});
