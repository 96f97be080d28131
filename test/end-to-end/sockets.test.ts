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

/** The sandbox takes its time over it, and nothing happens until it is asked to stop. */
const NEVER_ENDS = { parameters: { sandbox: { delayMilliseconds: 600_000 } } };

interface Answer {
  readonly id?: string;
  readonly type: string;
}

/** A socket whose key is known, and a generation that goes on for as long as the test does. */
async function openWelcomed() {
  const { data } = await gateway.ask(GENERATE, { input: generateInput(NEVER_ENDS) });
  const payload = { query: FOLLOW, variables: { id: data.generate.generation.id } };
  const socket = await openSocket();
  const answers: Answer[] = [];
  socket.on('message', (message: Buffer) => answers.push(JSON.parse(message.toString()) as Answer));
  const send = (message: object): void => socket.send(JSON.stringify(message));
  send({ type: 'connection_init', payload: { authorization: `Bearer ${gateway.demoKey}` } });
  await waitUntil('the socket is welcome', () => answers.length > 0);
  answers.length = 0;
  return {
    socket,
    answers: (): readonly Answer[] => answers,
    subscribe: (id: string) => send({ id, type: 'subscribe', payload }),
    complete: (id: string) => send({ id, type: 'complete' }),
  };
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
    const before = gateway.logs().length;
    socket.send('x'.repeat(100_001));
    expect(await closeCode(socket)).toBe(1009);
    expect(gateway.logs().slice(before)).not.toMatch(/"level":[45]0|"stack"/);
    expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
  });

  it.each([
    ['what only a server says', '{"id":"1","type":"next","payload":{"data":{}}}'],
    ['an error of a server', '{"id":"1","type":"error","payload":[{"message":"no"}]}'],
    ['a welcome', '{"type":"connection_ack"}'],
    ['a type that nobody knows', '{"id":"1","type":"start","payload":{"query":"{ balance { available } }"}}'],
    ['a type of an object', '{"type":"constructor"}'],
    ['no type', '{"id":"1"}'],
    ['a type that is no text', '{"type":{}}'],
    ['no JSON', '{'],
    ['nothing', ''],
    ['null', 'null'],
    ['a number', '7'],
    ['a list', '[]'],
    ['deep nesting', `${'['.repeat(40_000)}${']'.repeat(40_000)}`],
    ['no id', '{"type":"subscribe","payload":{"query":"{ balance { available } }"}}'],
    ['an id that is no text', '{"id":1,"type":"subscribe","payload":{"query":"{ balance { available } }"}}'],
    ['an empty id', '{"id":"","type":"subscribe","payload":{"query":"{ balance { available } }"}}'],
    ['no payload', '{"id":"1","type":"subscribe"}'],
    ['a query that is no text', '{"id":"1","type":"subscribe","payload":{"query":{}}}'],
    [
      'variables in a list',
      '{"id":"1","type":"subscribe","payload":{"query":"{ balance { available } }","variables":[1]}}',
    ],
    ['the end of nothing', '{"type":"complete"}'],
  ])('is sent away with 4400, and nothing is logged as a failure, when it sends %s', async (_, message) => {
    const socket = await openSocket();
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${gateway.demoKey}` } }));
    await once(socket, 'message');
    const before = gateway.logs().length;
    socket.send(message);
    expect(await closeCode(socket)).toBe(4400);
    expect(gateway.logs().slice(before)).not.toMatch(/"level":[45]0/);
  });

  it('is sent away with 4409, and nothing is logged, when it uses an id twice at once, however long that is', async () => {
    const socket = await openSocket();
    const { data } = await gateway.ask(GENERATE, { input: generateInput(NEVER_ENDS) });
    const payload = { query: FOLLOW, variables: { id: data.generate.generation.id } };
    const before = gateway.logs().length;
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${gateway.demoKey}` } }));
    await once(socket, 'message');
    for (let count = 0; count < 2; count += 1) {
      socket.send(JSON.stringify({ id: 'é'.repeat(200), type: 'subscribe', payload }));
    }
    expect(await closeCode(socket)).toBe(4409);
    expect(gateway.logs().slice(before)).not.toMatch(/"level":[45]0/);
  });

  it('may ask a hundred operations in one go, and is told of each that is too many', async () => {
    const { socket, answers, subscribe: ask } = await openWelcomed();
    for (let count = 1; count <= 105; count += 1) ask(String(count));
    await waitUntil('all are answered', () => answers().length >= 105);
    const isAccepted = (id: number): boolean =>
      answers().some((answer) => answer.id === String(id) && answer.type === 'next');
    const ids = Array.from({ length: 105 }, (_, index) => index + 1);
    expect(ids.filter(isAccepted)).toEqual(ids.slice(0, 100));
    expect(answers().filter(({ type }) => type === 'error')).toHaveLength(5);
    socket.terminate();
  });

  it('may begin and end as many operations as it likes one after the other, also those that nothing happens to', async () => {
    const { socket, answers, subscribe: ask, complete } = await openWelcomed();
    for (let count = 1; count <= 250; count += 1) {
      ask(String(count));
      await waitUntil('it has begun', () => answers().some(({ id }) => id === String(count)));
      complete(String(count));
    }
    expect(answers().filter(({ type }) => type === 'error')).toEqual([]);
    socket.terminate();
  });

  it('may not run more than a hundred by saying that one is over before it has begun', async () => {
    const { socket, answers, subscribe: ask, complete } = await openWelcomed();
    for (let count = 1; count <= 300; count += 1) {
      ask('again');
      if (count < 300) complete('again');
    }
    ask('last');
    await waitUntil('the last is answered', () => answers().some(({ id }) => id === 'last'));
    expect(answers().find(({ id }) => id === 'last')).toMatchObject({ type: 'error' });
    socket.terminate();
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
