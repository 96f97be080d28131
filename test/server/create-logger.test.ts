import { describe, expect, it } from '@jest/globals';
import { createLogger } from '../../src/server/create-logger.ts';

function logged(details: object): string {
  const lines: string[] = [];
  createLogger('info', { write: (line) => lines.push(line) }).info(details, 'said');
  return lines.join('');
}

describe('the log', () => {
  it('redacts what a careless caller passes', () => {
    const line = logged({ authorization: 'Bearer k', request: { headers: { cookie: 'k' }, apiKey: 'k' }, secret: 'k' });
    expect(line).not.toContain('"k"');
    expect(line).not.toContain('Bearer');
  });

  it('keeps name, words, code and cause of an error, and nothing that a driver hangs on it', () => {
    const cause = Object.assign(new Error('below'), { code: '57P01', client: { password: 'hidden' } });
    const line = logged({ err: Object.assign(new Error('above', { cause }), { parameters: ['hidden'] }) });
    expect(JSON.parse(line)).toMatchObject({ err: { message: 'above', cause: { message: 'below', code: '57P01' } } });
    expect(line).not.toContain('hidden');
  });
});
