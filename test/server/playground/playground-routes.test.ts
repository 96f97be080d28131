import { describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { createLogger } from '../../../src/server/create-logger.ts';
import { createApp } from '../../../src/server/http/create-app.ts';
import { registerPlaygroundRoutes } from '../../../src/server/playground/playground-routes.ts';

function playground(apiKey: string | undefined): FastifyInstance {
  const app = createApp(createLogger('silent'));
  registerPlaygroundRoutes(app, { apiKey, model: 'vendor/model' });
  return app;
}

describe('the playground', () => {
  it('has the demo key filled in, cannot be left by it, and is not kept by the browser', async () => {
    const { body, headers } = await playground('tg_</script><b>').inject({ url: '/playground' });
    expect(body).toContain('Bearer tg_\\u003c/script>\\u003cb>');
    expect(headers['cache-control']).toBe('no-store');
  });

  it('asks for a key when there is no demo account', async () => {
    const { body } = await playground(undefined).inject({ url: '/playground' });
    expect(body).toContain('Bearer \\u003cyour API key>');
  });

  it('loads nothing from anywhere else: every file of the page is served here', async () => {
    const app = playground('tg_key');
    const { body, headers } = await app.inject({ url: '/playground' });
    expect(body).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect(headers['content-security-policy']).toContain("script-src 'self'");
    const files = [...body.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, file = '']) => file);
    expect(files).toContain('/playground/graphiql.js');
    const workers = ['editor', 'graphql', 'json'].map((name) => `/playground/${name}-worker.js`);
    for (const url of [...files, ...workers, '/playground/graphql-ws/client.js']) {
      const answer = await app.inject({ url });
      expect([url, answer.statusCode]).toEqual([url, 200]);
      for (const [, imported] of answer.body.matchAll(/^import .* from '\.\/([\w./-]+)'/gm)) {
        const at = new URL(imported ?? '', `http://gateway${url}`).pathname;
        expect([at, (await app.inject({ url: at })).statusCode]).toEqual([at, 200]);
      }
    }
  });

  it('compresses its files as the browser can take them, and sends them once', async () => {
    const app = playground('tg_key');
    const whole = await app.inject({ url: '/playground/graphiql.css' });
    const small = await app.inject({ url: '/playground/graphiql.css', headers: { 'accept-encoding': 'gzip, br' } });
    expect(small.headers['content-encoding']).toBe('br');
    expect(small.rawPayload.length).toBeLessThan(whole.rawPayload.length / 2);
    const again = await app.inject({
      url: '/playground/graphiql.css',
      headers: { 'if-none-match': String(small.headers.etag) },
    });
    expect(again.statusCode).toBe(304);
  });
});
