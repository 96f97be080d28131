import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { listenError, probePort } from '../../src/server/probe-port.ts';

let holder: Server | undefined;

afterEach(async () => {
  await new Promise((resolve) => (holder === undefined ? resolve(undefined) : holder.close(resolve)));
  holder = undefined;
});

async function takePort(): Promise<number> {
  holder = createServer();
  await new Promise<void>((resolve) => holder?.listen(0, '127.0.0.1', resolve));
  const address = holder.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('probePort', () => {
  it('says which port is taken and what to do', async () => {
    const port = await takePort();
    await expect(probePort({ host: '127.0.0.1', port })).rejects.toThrow(
      new RegExp(`^Port ${port} is taken by another program[^]*PORT=${port + 1} npm start`),
    );
  });

  it('leaves a free port free', async () => {
    const port = await takePort();
    await new Promise((resolve) => holder?.close(resolve));
    holder = undefined;
    await probePort({ host: '127.0.0.1', port });
    await probePort({ host: '127.0.0.1', port });
  });

  it('says so when the host is no address of this machine', async () => {
    await expect(probePort({ host: '192.0.2.1', port: 0 })).rejects.toThrow(
      'HOST 192.0.2.1 is no address of this machine',
    );
  });

  it('leaves errors of other kinds as they are', () => {
    const error = new Error('something else');
    expect(listenError(error, { host: '127.0.0.1', port: 1 })).toBe(error);
  });
});
