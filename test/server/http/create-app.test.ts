import { describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { createLogger } from '../../../src/server/create-logger.ts';
import { createApp } from '../../../src/server/http/create-app.ts';

function appAndLog(): { app: FastifyInstance; log: string[] } {
  const log: string[] = [];
  const app = createApp(createLogger('info', { write: (line) => log.push(line) }));
  app.get('/fine/:id', async () => ({ fine: true }));
  app.get('/broken', async () => {
    throw new Error('secret detail');
  });
  return { app, log };
}

describe('the HTTP server', () => {
  it('gives every answer an id and the security headers', async () => {
    const { app } = appAndLog();
    const { headers } = await app.inject({ url: '/fine/1' });
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
  });

  it('says what is wrong with an address that cannot be read, and repeats nothing of it', async () => {
    const { app } = appAndLog();
    const { statusCode, headers, body } = await app.inject({ url: '/fine/%zz' });
    expect([statusCode, headers['x-content-type-options']]).toEqual([400, 'nosniff']);
    expect(body).toContain('cannot be read');
    expect(body).not.toContain('zz');
  });

  it("keeps a caller's own id when it is harmless, and makes another when it is not", async () => {
    const { app } = appAndLog();
    const ask = async (id: string): Promise<unknown> =>
      (await app.inject({ url: '/fine/1', headers: { 'x-request-id': id } })).headers['x-request-id'];
    expect(await ask('order-17.retry_2')).toBe('order-17.retry_2');
    for (const odd of ['has space', '<script>', 'x'.repeat(65), 'new\tline']) expect(await ask(odd)).not.toBe(odd);
  });

  it('logs the share of requests that it is told to, and every one that fails', async () => {
    const log: string[] = [];
    const logger = createLogger('info', { write: (line) => log.push(line) });
    const app = createApp(logger, { isHttps: false, accessLog: 0.25 });
    app.get('/fine', async () => ({ fine: true }));
    const ask = async (url: string, times: number): Promise<number> => {
      const before = log.length;
      for (let time = 0; time < times; time += 1) await app.inject({ url });
      return log.length - before;
    };
    expect(await ask('/fine', 8)).toBe(2);
    expect(await ask('/missing', 3)).toBe(3);
  });

  it('logs one line per request, with the route and never with the address, headers or query', async () => {
    const { app, log } = appAndLog();
    await app.inject({
      url: '/fine/secret-id?variables=secret-query',
      headers: { authorization: 'Bearer secret-key' },
    });
    expect(log).toHaveLength(1);
    expect(JSON.parse(log[0] ?? '')).toMatchObject({ method: 'GET', route: '/fine/:id', status: 200, msg: 'request' });
    expect(log[0]).not.toContain('secret');
  });

  it('hides what went wrong inside, and logs it under the id of the answer', async () => {
    const { app, log } = appAndLog();
    const answer = await app.inject({ url: '/broken' });
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('secret detail');
    const { requestId } = answer.json<{ error: { requestId: string } }>().error;
    expect(log.join('')).toContain('secret detail');
    expect(log.join('')).toContain(requestId);
  });

  it('answers 404 in JSON', async () => {
    const { app } = appAndLog();
    const answer = await app.inject({ url: '/nowhere' });
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ error: { message: 'There is nothing here.' } });
  });
});
