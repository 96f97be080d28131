// Wrong keys by the thousand, over HTTP and WebSocket, behind a proxy; and more sockets than an account may have.
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import WebSocket from 'ws';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { ask, type GraphqlAnswer } from '../support/gateway-client.ts';
import { BALANCE } from '../support/gateway-operations.ts';
import { waitUntil } from '../support/wait-until.ts';

const GUESSES = 2_000;
const PER_MINUTE = 30;
const MOST_SOCKETS = 3;

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway({
    environment: {
      TRUSTED_PROXIES: '127.0.0.1',
      PAYMENTS: 'simulated',
      SOCKETS_PER_ACCOUNT: String(MOST_SOCKETS),
    },
  });
});

afterAll(async () => {
  await gateway.stop();
});

const from = (address: string, key: string): Promise<GraphqlAnswer> =>
  ask(gateway.localUrl, { query: BALANCE }, { key, headers: { 'x-forwarded-for': address } });

async function guess(address: string, count: number): Promise<GraphqlAnswer[]> {
  const answers: GraphqlAnswer[] = [];
  const guessOn = async (): Promise<void> => {
    while (answers.length < count) answers.push(await from(address, `tg_wrong_${answers.length}_0123456789`));
  };
  await Promise.all(Array.from({ length: 100 }, guessOn));
  return answers;
}

interface Welcome {
  readonly socket: WebSocket;
  /** `ack`, or the code and reason that it was closed with. */
  readonly outcome: string;
}

async function connect(address: string, key: string): Promise<Welcome> {
  const headers = { 'x-forwarded-for': address };
  const url = `${gateway.localUrl.replace(/^http/, 'ws')}/graphql`;
  const socket = new WebSocket(url, 'graphql-transport-ws', { headers });
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } }));
  const closed = once(socket, 'close').then(([code, reason]) => `${String(code)} ${String(reason)}`);
  const welcomed = once(socket, 'message').then(() => 'ack');
  welcomed.catch(() => undefined);
  return { socket, outcome: await Promise.race([welcomed, closed]) };
}

describe('an address that sends wrong keys', () => {
  it('is answered 401 thirty times a minute, then 429 with Retry-After, and good keys go on', async () => {
    const { key: unseen } = await gateway.newAccount('1');
    const began = performance.now();
    const answers = await guess('203.0.113.1', GUESSES);
    const minutes = 1 + Math.floor((performance.now() - began) / 60_000);
    const refused = answers.filter(({ status }) => status === 401).length;
    expect(refused).toBeGreaterThanOrEqual(PER_MINUTE);
    expect(refused).toBeLessThanOrEqual(PER_MINUTE * minutes);
    const slowed = answers.filter(({ status }) => status === 429);
    expect(refused + slowed.length).toBe(answers.length);
    for (const { headers, errors } of slowed) {
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      expect(errors?.[0].extensions).toMatchObject({ code: 'RATE_LIMITED', status: 429, retryable: true });
    }
    expect((await from('203.0.113.1', gateway.demoKey)).status).toBe(200);
    expect((await from('203.0.113.1', unseen)).status).toBe(200);
    expect(gateway.logs().match(/"address":"203\.0\.113\.1"/g)?.length).toBeLessThanOrEqual(minutes);
  });

  it('is no other address, and is its whole network with IPv6', async () => {
    await guess('203.0.113.2', 100);
    expect((await from('203.0.113.3', 'tg_wrong_0123456789')).status).toBe(401);
    await guess('2001:db8:1:2::1', 100);
    expect((await from('2001:db8:1:2:ffff::1', 'tg_wrong_0123456789')).status).toBe(429);
    expect((await from('2001:db8:1:3::1', 'tg_wrong_0123456789')).status).toBe(401);
  });

  it('is slowed on sockets too, together with HTTP', async () => {
    expect((await connect('203.0.113.4', 'tg_wrong_0123456789')).outcome).toBe(
      '4403 Forbidden: There is no such API key.',
    );
    await guess('203.0.113.4', 100);
    expect((await connect('203.0.113.4', 'tg_wrong_0123456789')).outcome).toMatch(
      /^1013 Too many wrong API keys from your address\. Try again in \d+ s\.$/,
    );
    const { socket, outcome } = await connect('203.0.113.4', gateway.demoKey);
    expect(outcome).toBe('ack');
    socket.terminate();
  });
});

describe('an account', () => {
  it('may have so many sockets and no more, whichever address they come from; others may have theirs', async () => {
    const { key } = await gateway.newAccount('1');
    const { key: other } = await gateway.newAccount('1');
    const welcomes = await Promise.all(
      Array.from({ length: MOST_SOCKETS + 2 }, (_, index) => connect(`198.51.100.${index}`, key)),
    );
    const open = welcomes.filter(({ outcome }) => outcome === 'ack');
    expect(open).toHaveLength(MOST_SOCKETS);
    for (const { outcome } of welcomes.filter((welcome) => !open.includes(welcome))) {
      expect(outcome).toBe(`1013 An account may have ${MOST_SOCKETS} WebSockets open at once. Close one first.`);
    }
    const theirs = await connect('198.51.100.1', other);
    expect(theirs.outcome).toBe('ack');
    open[0]?.socket.close();
    await waitUntil('there is room again', async () => {
      const { socket, outcome } = await connect('198.51.100.1', key);
      if (outcome === 'ack') open.push({ socket, outcome });
      return outcome === 'ack';
    });
    for (const { socket } of [...open, theirs]) socket.terminate();
  });
});
