// For load balancers and start scripts: is the process alive, and can it do its work?
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Sql } from '../../database/index.ts';

export const HEALTH_PATHS: ReadonlySet<string> = new Set(['/health', '/health/ready']);
const DATABASE_LIMIT_MILLISECONDS = 2_000;

export function registerHealthRoutes(app: FastifyInstance, database: Sql): void {
  app.get('/health', async () => ({ status: 'ok' }));
  app.get('/health/ready', async (_request, reply) => {
    const isReady = await answers(database);
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ok' : 'database unavailable' });
  });
}

async function answers(database: Sql): Promise<boolean> {
  const answer = database.rows('select 1').then(
    () => true,
    () => false,
  );
  const limit = delay(DATABASE_LIMIT_MILLISECONDS, false, { ref: false });
  return Promise.race([answer, limit]);
}
