// Lists that are followed over a line that breaks: nothing lost, nothing twice, and left whenever one likes.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  createClient,
  createConnection,
  type SocketState,
  type TollgateClient,
  type Transaction,
  TransactionPostedDocument,
} from '../../../packages/client/src/index.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { openLine, type UnreliableLine } from './unreliable-line.ts';

const REQUEST = { model: 'bfl/flux-1.1-pro', prompt: 'a gate' };

let gateway: TestGateway;
let line: UnreliableLine;
let client: TollgateClient;
/** On a line of its own, which does not break. */
let steady: TollgateClient;
let key: string;
let states: SocketState[];

beforeAll(async () => {
  gateway = await startTestGateway();
});

beforeEach(async () => {
  ({ key } = await gateway.newAccount('10'));
  line = await openLine(gateway.url);
  states = [];
  const retry = { firstPauseMilliseconds: 20, longestPauseMilliseconds: 100 };
  client = createClient({ url: line.url, credential: key, retry, onSocket: (state) => states.push(state) });
  steady = createClient({ url: `${gateway.url}/graphql`, credential: key });
});

afterEach(async () => {
  client.close();
  steady.close();
  await line.close();
});

afterAll(() => gateway.stop());

async function generateOne(): Promise<void> {
  const answer = await steady.generate(REQUEST);
  if (answer.status === 'refused') throw new Error(answer.refusal.message);
  await steady.endedGeneration(answer.generation.id);
}

const connected = (): number => states.filter((state) => state === 'connected').length;
const ROUNDS = 6;

describe('followTransactions', () => {
  it('tells every transaction once and in order, though the socket is cut again and again', async () => {
    const told: Transaction[] = [];
    const leaving = new AbortController();
    const following = (async () => {
      for await (const transaction of client.followTransactions({ signal: leaving.signal })) told.push(transaction);
    })();
    await waitUntil('it is followed', () => connected() === 1);
    // Cut before the first event, too: "from now on" is the moment of the call, not of the second socket.
    for (let round = 1; round <= ROUNDS; round += 1) {
      line.cut();
      await generateOne();
      if (round % 2 === 0) await waitUntil('it hears of it', () => told.length === round * 2);
    }
    await waitUntil('all are told', () => told.length >= ROUNDS * 2);
    leaving.abort();
    await following;
    const { nodes } = await steady.transactions({ first: 100 });
    expect(told).toEqual(nodes.slice(0, -1).reverse());
    expect(connected()).toBeGreaterThan(ROUNDS / 2);
  });

  it('begins after a number, and drops what a socket tells again', async () => {
    await generateOne();
    const told: string[] = [];
    for await (const { sequence } of client.followTransactions({ afterSequence: '1' })) {
      told.push(sequence);
      if (sequence === '2') line.cut();
      if (sequence === '3') break;
    }
    expect(told).toEqual(['2', '3']);
  });
});

describe('followGeneration', () => {
  it('ends with the terminal update, each update once, though the socket is cut', async () => {
    const answer = await steady.generate(REQUEST);
    if (answer.status === 'refused') throw new Error(answer.refusal.message);
    const sequences: number[] = [];
    let last: unknown;
    for await (const update of client.followGeneration(answer.generation.id)) {
      line.cut();
      sequences.push(update.sequence);
      last = update;
    }
    expect(last).toMatchObject({ terminal: true, generation: { status: 'SUCCEEDED', cost: '0.052' } });
    expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b));
  });
});

describe('subscribe', () => {
  it('goes on with what resume says', async () => {
    const connection = createConnection({ url: line.url, credential: key, retry: { firstPauseMilliseconds: 1 } });
    await generateOne();
    const resume = (event: { readonly transactionPosted: Transaction }) => ({
      afterSequence: event.transactionPosted.sequence,
    });
    const told: string[] = [];
    for await (const event of connection.subscribe(TransactionPostedDocument, { afterSequence: '0' }, { resume })) {
      told.push(event.transactionPosted.sequence);
      line.cut();
      if (told.length === 3) break;
    }
    expect(told).toEqual(['1', '2', '3']);
    connection.close();
  });
});

describe('leaving', () => {
  it('ends a wait at once: by return, by a signal, and by close', async () => {
    const byReturn = client.followTransactions();
    const first = byReturn.next();
    await waitUntil('it is followed', () => connected() === 1);
    await byReturn.return?.();
    expect(await first).toEqual({ done: true, value: undefined });

    const controller = new AbortController();
    const second = client.followTransactions({ signal: controller.signal }).next();
    controller.abort();
    expect(await second).toEqual({ done: true, value: undefined });

    const third = client.followBalance();
    await third.next();
    const waiting = third.next();
    client.close();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  it('tells nobody of a socket that fails while it is opened, when it has been closed already', async () => {
    const taken: Socket[] = [];
    const silent = createServer((socket) => taken.push(socket)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/graphql`;
    const leaving = createClient({ url, credential: key, onSocket: (state) => states.push(state) });
    const waiting = leaving.followTransactions({ afterSequence: '1' }).next();
    await waitUntil('a socket is being opened', () => taken.length === 1);
    leaving.close();
    taken[0]?.destroy();
    expect(await waiting).toEqual({ done: true, value: undefined });
    // A rejection that nobody handles would fail this file as soon as the socket has ended.
    await waitUntil('it has ended', () => states.includes('lost'));
    silent.close();
  });

  it('throws what cannot be mended, and does not try for ever where nothing ever answered', async () => {
    const wrong = createClient({ url: line.url, credential: 'tg_test_wrong' });
    await expect(wrong.followBalance().next()).rejects.toMatchObject({ code: 'UNAUTHENTICATED', retryable: false });
    const nowhere = createClient({
      url: 'http://127.0.0.1:1/graphql',
      credential: key,
      retry: { attempts: 2, firstPauseMilliseconds: 1 },
    });
    await expect(nowhere.followBalance().next()).rejects.toMatchObject({ code: 'NETWORK_ERROR', retryable: true });
    wrong.close();
    nowhere.close();
  });
});
