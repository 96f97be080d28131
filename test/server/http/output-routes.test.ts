import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import type { OutputStore } from '../../../src/generation/index.ts';
import { createLogger } from '../../../src/server/create-logger.ts';
import { createApp } from '../../../src/server/http/create-app.ts';
import { registerOutputRoutes } from '../../../src/server/http/output-routes.ts';

const CONTENT = Buffer.from('0123456789');

function appWithOneOutput(): FastifyInstance {
  const open: OutputStore['open'] = async (name) => {
    if (name !== 'known.wav') return undefined;
    const read = (range?: { start: number; end: number }): Readable =>
      Readable.from([CONTENT.subarray(range?.start ?? 0, (range?.end ?? CONTENT.length - 1) + 1)]);
    return { mimeType: 'audio/wav', bytes: CONTENT.length, read };
  };
  const app = createApp(createLogger('silent'));
  registerOutputRoutes(app, { open } as OutputStore);
  return app;
}

describe('GET /outputs/:name', () => {
  it('serves the file with its type and length, to be kept by the customer alone', async () => {
    const answer = await appWithOneOutput().inject({ url: '/outputs/known.wav' });
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toBe('0123456789');
    expect(answer.headers).toMatchObject({
      'content-type': 'audio/wav',
      'content-length': '10',
      'cache-control': 'private, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-disposition': 'inline',
      'accept-ranges': 'bytes',
    });
  });

  it('serves a part, as players ask for it when they seek', async () => {
    const answer = await appWithOneOutput().inject({ url: '/outputs/known.wav', headers: { range: 'bytes=2-4' } });
    expect(answer.statusCode).toBe(206);
    expect(answer.body).toBe('234');
    expect(answer.headers).toMatchObject({ 'content-range': 'bytes 2-4/10', 'content-length': '3' });
  });

  it('says how long the file is when a part lies outside of it', async () => {
    const answer = await appWithOneOutput().inject({ url: '/outputs/known.wav', headers: { range: 'bytes=50-' } });
    expect(answer.statusCode).toBe(416);
    expect(answer.headers['content-range']).toBe('bytes */10');
  });

  it('answers HEAD with the headers alone', async () => {
    const answer = await appWithOneOutput().inject({ method: 'HEAD', url: '/outputs/known.wav' });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-length']).toBe('10');
    expect(answer.body).toBe('');
  });

  it('does not send again what the customer has', async () => {
    const headers = { 'if-none-match': '"known.wav"' };
    const answer = await appWithOneOutput().inject({ url: '/outputs/known.wav', headers });
    expect(answer.statusCode).toBe(304);
    expect(answer.body).toBe('');
  });

  it.each(['/outputs/other.wav', '/outputs/..%2Fdemo-api-key', '/outputs/'])('does not know %s', async (url) => {
    const answer = await appWithOneOutput().inject({ url });
    expect(answer.statusCode).toBe(404);
  });
});
