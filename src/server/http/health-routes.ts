// For load balancers and start scripts: is the process alive, and can it do its work?
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { compareMigrations, type Sql } from '../../database/index.ts';
import { migrationNames } from '../../mikro-orm.config.ts';

export const HEALTH_PATHS: ReadonlySet<string> = new Set(['/health', '/health/ready', '/livez', '/readyz']);
const DATABASE_LIMIT_MILLISECONDS = 2_000;
/** Anybody may ask, and as often as they like: what was found is said again for so long. */
const KEEP_MILLISECONDS = 500;

export interface Health {
  readonly database: Sql;
  /** Whether notifications of other processes arrive. */
  readonly isListening: () => boolean;
  /** It finishes what it has, and shall be sent nothing more. */
  readonly isStopping: () => boolean;
}

type CheckName = 'serving' | 'database' | 'migrations' | 'listener';

/** `failed`: what a person or a probe should know of it; undefined when it is as it should be. */
type Checks = Readonly<Record<CheckName, string | undefined>>;

export function registerHealthRoutes(app: FastifyInstance, health: Health): void {
  app.get('/health', async () => ({ status: 'ok' }));
  app.get('/health/ready', async (_request, reply) => {
    const isReady = await answers(health.database);
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ok' : 'database unavailable' });
  });
  app.get('/livez', async () => ({ status: 'ok' }));
  const check = createCheck(health);
  app.get('/readyz', async (_request, reply) => {
    const checks = await check();
    const failed = Object.values(checks).some((problem) => problem !== undefined);
    const said = Object.entries(checks).map(([name, problem]) => [name, problem ?? 'ok']);
    const status = failed ? 'not ready' : 'ok';
    return reply.code(failed ? 503 : 200).send({ status, checks: Object.fromEntries(said) as unknown });
  });
}

/** The database is asked once for all who ask at the same time. */
function createCheck({ database, isListening, isStopping }: Health): () => Promise<Checks> {
  let last: { readonly until: number; readonly found: Promise<Pick<Checks, 'database' | 'migrations'>> } | undefined;
  return async () => {
    const now = performance.now();
    if (last === undefined || now >= last.until) {
      last = { until: now + KEEP_MILLISECONDS, found: askDatabase(database) };
    }
    const found = await last.found;
    return {
      serving: isStopping() ? 'the gateway is stopping' : undefined,
      ...found,
      listener: isListening() ? undefined : 'notifications do not arrive',
    };
  };
}

async function askDatabase(database: Sql): Promise<Pick<Checks, 'database' | 'migrations'>> {
  const state = await inTime(compareMigrations(database, migrationNames));
  if (state === undefined) return { database: 'it does not answer', migrations: 'not known' };
  const missing = state.pending.length;
  const migrations = missing === 0 ? undefined : `${missing} are missing: run npm run migrate`;
  return { database: undefined, migrations };
}

async function answers(database: Sql): Promise<boolean> {
  return (await inTime(database.rows('select 1'))) !== undefined;
}

/** Undefined when it failed, or took too long. */
async function inTime<T>(work: Promise<T>): Promise<T | undefined> {
  const answer = work.catch(() => undefined);
  const limit = delay(DATABASE_LIMIT_MILLISECONDS, undefined, { ref: false });
  return Promise.race([answer, limit]);
}
