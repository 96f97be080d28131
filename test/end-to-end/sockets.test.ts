// WebSocket at /graphql: who may come in, and what is thrown out.
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import WebSocket from 'ws';
import { FOLLOW, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { subscribe } from '../support/gateway-client.ts';
import { GENERATE, generateInput } from '../support/gateway-operations.ts';
import { waitUntil } from '../support/wait-until.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

afterAll(async () => {
  await gateway.stop();
});

async function openSocket(path = '/graphql', protocol = 'graphql-transport-ws'): Promise<WebSocket> {
  const socket = new WebSocket(`${gateway.url.replace(/^http/, 'ws')}${path}`, protocol);
  await once(socket, 'open');
  return socket;
}

async function closeCode(socket: WebSocket): Promise<number> {
  const [code] = (await once(socket, 'close')) as [number];
  return code;
}

describe('a WebSocket client', () => {
  it('gives its key in connectionParams, in either letter case', async () => {
    const { data } = await gateway.ask(GENERATE, { input: generateInput() });
    const operation = { query: FOLLOW, variables: { id: data.generate.generation.id } };
    for (const name of ['Authorization', 'authorization']) {
      const events = await subscribe(gateway.url, operation, { [name]: `Bearer ${gateway.demoKey}` }).completed;
      expect(events.at(-1).generationUpdated.terminal).toBe(true);
    }
  });

  it.each([{}, { Authorization: 'Bearer tg_unknown_0123456789' }, { Authorization: 'nonsense' }])(
    'is sent away with 4403 when its key is %j',
    async (connectionParams) => {
      const { completed } = subscribe(gateway.url, { query: FOLLOW, variables: { id: 'gen_x' } }, connectionParams);
      await expect(completed).rejects.toMatchObject({ code: 4403 });
    },
  );

  it('is sent away with 4401 when it asks before it says who it is', async () => {
    const socket = await openSocket();
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: '{ balance { available } }' } }));
    expect(await closeCode(socket)).toBe(4401);
  });

  it('is sent away when it sends more than 100 kB, without disturbing the others', async () => {
    const socket = await openSocket();
    socket.send('x'.repeat(100_001));
    expect(await closeCode(socket)).toBe(1009);
    expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
  });

  it('is refused elsewhere, and with another protocol', async () => {
    await expect(openSocket('/elsewhere')).rejects.toThrow('404');
    await expect(openSocket('/graphql', 'graphql-ws')).rejects.toThrow();
  });

  it('is told that the gateway is going away when it stops', async () => {
    const besides = await startTestGateway({ besides: gateway });
    const input = generateInput({ parameters: { sandbox: { outcome: 'timeout' } } });
    const { data } = await gateway.ask(GENERATE, { input });
    const subscription = besides.follow(data.generate.generation.id);
    await waitUntil('the subscription has begun', () => subscription.events.length > 0);
    await besides.stop();
    await expect(subscription.completed).rejects.toMatchObject({ code: 1001 });
  });
});
