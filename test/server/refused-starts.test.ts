// Settings that no gateway starts with, and what the person at the terminal reads. That the program prints it and ends with
// code 1 is tried in test/end-to-end/gateway-process.test.ts.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigurationError, readConfiguration } from '../../src/config/index.ts';
import { createLogger, startGateway, wordsForStartFailure } from '../../src/server/index.ts';
import { temporaryFolder } from '../support/postgres-processes.ts';

let folder: ReturnType<typeof temporaryFolder>;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => folder.remove());

/** As src/main.ts does it. */
async function wordsOf(environment: Readonly<Record<string, string>>): Promise<string> {
  try {
    const configuration = readConfiguration({ PORT: '0', DATA_DIR: join(folder.path, 'data'), ...environment });
    const logger = createLogger('silent', { write: () => undefined });
    const gateway = await startGateway(configuration, { logger, say: () => undefined });
    await gateway.stop();
    return 'It started.';
  } catch (error) {
    return error instanceof ConfigurationError ? error.message : wordsForStartFailure(error);
  }
}

describe('a gateway', () => {
  it.each([
    [{ STOREFRONT: 'no-such-storefront' }, /no-such-storefront/],
    [{ DATABASE_URL: 'postgresql://nobody:secret-password@127.0.0.1:9/none' }, /does not answer/],
    [{ HOST: '0.0.0.0' }, /Set it, or PAYMENTS=simulated .* or PAYMENTS=off/],
    [{ PUBLIC_URL: 'https://tollgate.example.com' }, /Set it, or PAYMENTS=simulated .* or PAYMENTS=off/],
    [{ TRUSTED_PROXIES: '127.0.0.1' }, /Set it, or PAYMENTS=simulated .* or PAYMENTS=off/],
    [{ OPENAI_API_KEY: 'sk-nobody' }, /simulated next to real providers \(OPENAI_API_KEY\).* PAYMENTS=off/],
    [{ HOST: '0.0.0.0', FAL_KEY: 'a-key-of-fal', PAYMENTS: 'simulated' }, /next to real providers \(FAL_KEY\)/],
    [{ ALLOWED_HOSTS: 'tunnel.example' }, /ALLOWED_HOSTS names tunnel\.example, but .* set PUBLIC_URL/],
    [{ HOST: '192.0.2.1', PAYMENTS: 'off' }, /HOST 192\.0\.2\.1 is no address of this machine/],
  ])('refuses %j in plain words, before there is a database', async (environment, expected) => {
    const words = await wordsOf(environment);
    expect(words).toMatch(expected);
    expect(words).not.toMatch(/^\s+at /m);
    expect(words).not.toContain('secret-password');
    expect(existsSync(join(folder.path, 'data', 'postgres'))).toBe(false);
  });
});
