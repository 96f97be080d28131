import { describe, expect, it } from '@jest/globals';
import { createLogger } from '../../src/server/create-logger.ts';
import { createShutdown } from '../../src/server/shutdown.ts';

describe('the shutdown', () => {
  it('stops in the reverse order, once, and goes on when a step fails', async () => {
    const log: string[] = [];
    const shutdown = createShutdown(createLogger('info', { write: (line) => log.push(line) }));
    const stopped: string[] = [];
    shutdown.add('the first', async () => stopped.push('first'));
    shutdown.add('the second', async () => {
      throw new Error('it is stuck');
    });
    shutdown.add('the third', async () => stopped.push('third'));
    await Promise.all([shutdown.run(), shutdown.run()]);
    expect(stopped).toEqual(['third', 'first']);
    expect(log.join('')).toContain('stopping the second failed');
  });
});
