// `generate` through HTTP beside the same mutation with a ledger that does nothing: what the money costs at the edge.
// No worker runs, so that no generation competes for the processor.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createCatalog, loadStorefront } from '../../src/catalog/index.ts';
import { readConfiguration } from '../../src/config/index.ts';
import { startTemporaryPostgres } from '../../src/database/embedded/index.ts';
import { connectDatabase, newId } from '../../src/database/index.ts';
import type { Generation, Generations } from '../../src/generation/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { microCredits } from '../../src/money/index.ts';
import { bootstrapDemo } from '../../src/server/bootstrap-accounts.ts';
import { composeRooms, type Rooms } from '../../src/server/compose-rooms.ts';
import { createLogger } from '../../src/server/create-logger.ts';
import { migrateDatabase } from '../../src/server/migrate-database.ts';
import { serve } from '../../src/server/serve.ts';
import { createShutdown } from '../../src/server/shutdown.ts';
import type { BenchOptions } from '../bench-options.ts';

const KEY = 'tg_bench_0123456789abcdef';
const SECONDS = 5;
const ROUNDS = 3;
const CONNECTIONS = 64;
const LOAD = fileURLToPath(new URL('./load.js', import.meta.url));

export async function benchHttp({ json }: BenchOptions): Promise<void> {
  const postgres = await startTemporaryPostgres({ durable: true });
  const logger = createLogger('silent');
  const shutdown = createShutdown(logger);
  shutdown.add('PostgreSQL', () => postgres.stop());
  try {
    const url = await postgres.ensureDatabase('bench');
    await migrateDatabase(url);
    const { real, idle } = await startBoth({ url, logger, shutdown });
    const ratios: { real: number; idle: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) ratios.push({ idle: await load(idle), real: await load(real) });
    const best = ratios.map((pair) => pair.real / pair.idle).sort((a, b) => a - b)[Math.floor(ROUNDS / 2)];
    const result = { rounds: ratios, medianRatio: best };
    process.stdout.write(
      json ? `${JSON.stringify(result)}\n` : `${table(ratios)}\nmedian ratio: ${best?.toFixed(2) ?? ''}\n`,
    );
  } finally {
    await shutdown.run();
  }
}

interface Place {
  readonly url: string;
  readonly logger: ReturnType<typeof createLogger>;
  readonly shutdown: ReturnType<typeof createShutdown>;
}

/** Two ports, one process, one database: only the service behind `generate` differs. */
async function startBoth({ url, logger, shutdown }: Place): Promise<{ real: number; idle: number }> {
  const configuration = readConfiguration({ PORT: '0', DATABASE_URL: url, DEMO_API_KEY: KEY, LOG_LEVEL: 'silent' });
  const database = await connectDatabase({ url, orm: ormConfig });
  shutdown.add('the connections', () => database.close());
  const storefront = loadStorefront(configuration.storefrontFile);
  // Nothing settles here, so no plan's limit of generations in flight may end the run.
  const plans = storefront.plans.map((plan) => ({ ...plan, concurrencyLimit: 1_000_000_000 }));
  const catalog = createCatalog({ ...storefront, plans });
  const now = () => new Date();
  const address = () => 'http://127.0.0.1';
  const opened = { database, url };
  const composition = { configuration, opened, catalog, logger, shutdown, publicUrl: address, localUrl: address, now };
  const rooms = await composeRooms(composition);
  await bootstrapDemo({ configuration, database, ...rooms.services });
  await makeRich(rooms);
  const serving = { configuration, database, demoApiKey: KEY, logger, shutdown };
  const real = await serve({ ...serving, rooms });
  const generations = withoutLedger(rooms.services.generations);
  const idle = await serve({ ...serving, rooms: { ...rooms, services: { ...rooms.services, generations } } });
  return { real, idle };
}

async function makeRich({ services }: Rooms): Promise<void> {
  const key = await services.keys.verify(KEY);
  if (key === undefined) throw new Error('the demo key is not there');
  const { accountId } = key;
  const [amount, idempotencyKey] = [microCredits(1_000_000_000_000_000n), 'bench'];
  await services.ledger.submit({
    command: {
      kind: 'add',
      accountId,
      amount,
      source: 'PROMOTION',
      description: 'Bench',
      idempotencyKey,
      inputHash: 'bench',
    },
  });
}

/** Plans for real and accepts without reserving. */
function withoutLedger(generations: Generations): Generations {
  return {
    ...generations,
    request: async (request) => {
      const planned = generations.plan(request);
      if (planned.status === 'refused') return planned;
      const { plan } = planned;
      const { accountId, apiKeyId, prompt, count } = request;
      const generation: Generation = {
        accountId,
        id: newId(),
        apiKeyId,
        model: plan.model.identifier,
        prompt,
        parameters: plan.parameters,
        count,
        providerOrder: undefined,
        status: 'QUEUED',
        sequence: 1,
        priceVersion: plan.priceVersion,
        maxCost: plan.estimate.maxCost,
        costEstimate: plan.estimate.total,
        cost: undefined,
        outputs: [],
        error: undefined,
        createdAt: new Date(),
        startedAt: undefined,
        endedAt: undefined,
        billedAt: undefined,
      };
      const balance = { available: microCredits(0n), reserved: microCredits(0n), sequence: 1n };
      return await Promise.resolve({ status: 'accepted', generation, plan, balance, replayed: false });
    },
  };
}

async function load(port: number): Promise<number> {
  const words = [LOAD, `http://127.0.0.1:${port}/graphql`, KEY, String(SECONDS), String(CONNECTIONS)];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  return Number(stdout);
}

function table(rounds: readonly { real: number; idle: number }[]): string {
  const lines = rounds.map(
    ({ real, idle }) =>
      `generate ${real.toFixed(0)}/s   without ledger ${idle.toFixed(0)}/s   ratio ${(real / idle).toFixed(2)}`,
  );
  return lines.join('\n');
}
