// Many sockets that follow the same thing: what is shared between them, and what never is.
import { describe, expect, it } from '@jest/globals';
import { type ExecutionArgs, parse } from 'graphql';
import { toPublicId } from '../../../src/callers/ids.ts';
import { NO_REQUEST_LIMITS, type Viewer } from '../../../src/callers/index.ts';
import type { Generation } from '../../../src/generation/index.ts';
import { createSharedSubscriptions } from '../../../src/graphql/edge/sockets/shared-subscriptions.ts';
import { createContext, createSubscriptionServerOptions } from '../../../src/graphql/index.ts';
import type { Scope } from '../../../src/keys/index.ts';
import type { LedgerTransaction } from '../../../src/ledger/index.ts';
import { fakeGeneration, GENERATION_ID } from '../generations/fake-generation.ts';
import { credits, fakeServices, fakeViewer, NOW, schema, verificationOf } from '../open-edge.ts';

const ID = toPublicId('gen', GENERATION_ID);
const FOLLOW =
  'subscription ($id: ID!) { generationUpdated(id: $id) { sequence generation { metadata { provider } } } }';
const POSTED = `subscription ($after: String, $full: Boolean = true) {
  transactionPosted(afterSequence: $after) { sequence description @include(if: $full) generation { id } }
}`;

/** Each follower gets an iterator of its own over what the test publishes to all of them. */
function createTopic<Event extends object>() {
  const published: Event[] = [];
  const wakes = new Set<() => void>();
  const takers = { reads: 0 };
  const follow = (): AsyncIterableIterator<Event> => {
    let position = 0;
    let isOver = false;
    return {
      next: async () => {
        takers.reads += 1;
        while (!isOver && position === published.length) await new Promise<void>((resolve) => wakes.add(resolve));
        const value = isOver ? undefined : published[position];
        position += 1;
        return value === undefined ? { done: true, value: undefined } : { done: false, value };
      },
      return: async () => {
        isOver = true;
        ring();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  };
  const ring = (): void => {
    for (const wake of wakes) wake();
    wakes.clear();
  };
  const publish = (event: Event): void => {
    published.push(event);
    ring();
  };
  return { follow, publish, takers };
}

interface SocketOptions {
  readonly id?: string;
  /** What a send gives back: a promise holds the socket up. */
  readonly hold?: () => Promise<void> | undefined;
}

/** A server whose keys are named after what they stand for, and the sockets that came to it. */
function openServer() {
  const generations = createTopic<Generation>();
  const transactions = createTopic<LedgerTransaction>();
  const viewers = new Map<string, Viewer>();
  const lookUps: string[] = [];
  const log: object[] = [];
  /** What the look-ups of an execution wait for. */
  const gate = { opened: Promise.resolve() };
  let requests = 0;
  const services = fakeServices({
    keys: { verify: async (secret) => verificationOf(viewers.get(secret)?.key) },
    accounts: { find: async (id) => [...viewers.values()].findLast(({ account }) => account.id === id)?.account },
    generations: {
      follow: async () => generations.follow(),
      attempts: async (accountId) => {
        lookUps.push(accountId);
        await gate.opened;
        return [];
      },
      byIds: async (accountId) => {
        lookUps.push(accountId);
        return [];
      },
      providerName: (name) => name,
    },
    ledger: { followTransactions: () => transactions.follow() },
  });
  const note = (details: object): number => log.push(details);
  const server = createSubscriptionServerOptions({
    ...{ schema, services, production: true, limits: NO_REQUEST_LIMITS },
    logger: { error: note, warn: note },
    newRequestId: () => {
      requests += 1;
      return `r${requests}`;
    },
  });
  const subscribe = async (
    secret: string,
    payload: { query: string; variables?: Record<string, unknown> },
    { id = '1', hold = () => undefined }: SocketOptions = {},
  ) => {
    const sent: string[] = [];
    const send = (message: string): Promise<void> | undefined => {
      sent.push(message);
      return hold();
    };
    const connectionParams = { authorization: `Bearer ${secret}` };
    const socket = { connectionParams, subscriptions: {}, extra: { socket: { close: () => undefined, send } } };
    const args = (await server.onSubscribe(socket, id, payload)) as ExecutionArgs;
    const delivery = server.onOperation(socket, id, payload, args, await server.subscribe(args));
    if (delivery === undefined) throw new Error('the subscription was refused');
    return { sent, done: delivery.next(), leave: () => delivery.return?.() };
  };
  const newViewer = (secret: string, about: { scopes?: readonly Scope[]; plan?: string; accountId?: string } = {}) => {
    const viewer = fakeViewer(about);
    const id = about.accountId ?? viewer.account.id;
    viewers.set(secret, {
      ...viewer,
      account: { ...viewer.account, id },
      key: { ...viewer.key, accountId: id, id: `key of ${secret}` },
    });
  };
  return { subscribe, newViewer, generations, transactions, lookUps, gate, log };
}

const turn = (): Promise<void> => new Promise(setImmediate);

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await turn();
}

const payloadOf = (message: string | undefined): unknown =>
  (JSON.parse(message ?? '{}') as { payload: unknown }).payload;

function fakeTransaction(sequence: bigint): LedgerTransaction {
  return {
    ...{ accountId: fakeViewer().account.id, sequence, type: 'RESERVE', step: undefined, lots: [] },
    ...{
      amount: credits('-1'),
      reservedChange: credits('1'),
      availableAfter: credits('9'),
      reservedAfter: credits('1'),
    },
    ...{ generationId: GENERATION_ID, apiKeyId: undefined, purchaseId: undefined, description: undefined },
    ...{ idempotencyKey: undefined, inputHash: undefined, createdAt: NOW },
  };
}

describe('sockets of one account that ask the same', () => {
  it('get the same, from one execution for each event, under their own ids', async () => {
    const { subscribe, newViewer, generations, lookUps } = openServer();
    newViewer('one');
    newViewer('another-key');
    const asked = { query: FOLLOW, variables: { id: ID } };
    const sockets = [
      await subscribe('one', asked),
      await subscribe('one', asked, { id: 'with "quotes"' }),
      await subscribe('another-key', asked, { id: 'third' }),
    ];
    generations.publish(fakeGeneration({ sequence: 1 }));
    generations.publish(fakeGeneration({ sequence: 2 }));
    await until(() => sockets.every(({ sent }) => sent.length === 2));
    expect(lookUps).toHaveLength(2);
    const payloads = (sequence: number) => ({
      data: { generationUpdated: { sequence, generation: { metadata: { provider: null } } } },
    });
    for (const [index, id] of ['1', 'with "quotes"', 'third'].entries()) {
      expect(sockets[index]?.sent.map((message) => JSON.parse(message) as unknown)).toEqual(
        [1, 2].map((sequence) => ({ id, type: 'next', payload: payloads(sequence) })),
      );
    }
  });

  it('share also when they resume a ledger at different places', async () => {
    const { subscribe, newViewer, transactions, lookUps } = openServer();
    newViewer('one');
    const sockets = [
      await subscribe('one', { query: POSTED, variables: { after: '0' } }),
      await subscribe('one', { query: POSTED, variables: { after: '7' } }),
      await subscribe('one', { query: POSTED }),
    ];
    transactions.publish(fakeTransaction(8n));
    await until(() => sockets.every(({ sent }) => sent.length === 1));
    expect(lookUps).toHaveLength(1);
    expect(new Set(sockets.map(({ sent }) => sent[0])).size).toBe(1);
  });

  it('get a failure under one request id, which the log has once', async () => {
    const { subscribe, newViewer, generations, log } = openServer();
    newViewer('one');
    const asked = { query: FOLLOW, variables: { id: ID } };
    const sockets = [await subscribe('one', asked), await subscribe('one', asked)];
    const boom = new Error('the database is on fire');
    generations.publish(boom as unknown as Generation);
    await until(() => sockets.every(({ sent }) => sent.length === 1));
    const [payload, same] = sockets.map(({ sent }) => payloadOf(sent[0]));
    expect(same).toEqual(payload);
    expect(log).toHaveLength(1);
    const { requestId } = log[0] as { requestId: string };
    expect(payload).toMatchObject({ errors: [{ message: 'Internal server error', extensions: { requestId } }] });
    expect(JSON.stringify(payload)).not.toContain('fire');
  });
});

describe('what is sent to one socket is not sent to another', () => {
  const asked = { query: POSTED, variables: { after: '0' } };

  it.each([
    ['of another account', { accountId: '01940000-0000-7000-8000-00000000000a' }, asked],
    ['whose key has other scopes', { scopes: ['ACCOUNT_READ', 'GENERATION_READ'] as const }, asked],
    ['on another plan', { plan: 'starter' }, asked],
    ['that selects something else', {}, { ...asked, query: POSTED.replace('sequence', 'sequence type') }],
    ['with another variable', {}, { ...asked, variables: { after: '0', full: false } }],
  ])('%s', async (_who, about, payload) => {
    const { subscribe, newViewer, transactions, lookUps } = openServer();
    newViewer('one');
    const sockets = [await subscribe('one', asked)];
    newViewer('other', about);
    sockets.push(await subscribe('other', payload));
    transactions.publish(fakeTransaction(1n));
    await until(() => sockets.every(({ sent }) => sent.length === 1));
    expect(lookUps).toHaveLength(2);
  });
});

describe('what an execution for all may know of its viewer', () => {
  it('is the account, the plan and the scopes: depending on anything else fails', async () => {
    const seen: Viewer[] = [];
    const viewer = fakeViewer();
    const subscriptions = createSharedSubscriptions({
      newContext: (shared) => {
        seen.push(shared);
        return createContext(fakeServices(), shared, { requestId: 'r1' });
      },
      format: (result) => ({ data: result.data ?? null }),
    });
    const query = 'subscription { balanceUpdated { sequence } }';
    const args = {
      schema,
      document: parse(query),
      contextValue: createContext(fakeServices(), viewer, { requestId: 'r0' }),
    };
    await subscriptions.join(args).write(new Error('no balance is needed here'));
    const [shared] = seen;
    expect([shared?.account.id, shared?.plan, shared?.key.scopes]).toEqual([
      viewer.account.id,
      viewer.plan,
      viewer.key.scopes,
    ]);
    expect(() => shared?.key.id).toThrow('depends on id of its viewer');
    expect(() => shared?.account.name).toThrow('depends on name of its viewer');
  });
});

describe('a socket that does not keep up', () => {
  it('is sent nothing more until its message has left, holds nobody up, and then misses nothing', async () => {
    const { subscribe, newViewer, transactions } = openServer();
    newViewer('one');
    const held: (() => void)[] = [];
    const hold = () => new Promise<void>((resolve) => held.push(resolve));
    const asked = { query: POSTED, variables: { after: '0' } };
    const slow = await subscribe('one', asked, { hold });
    const quick = await subscribe('one', asked);
    for (const sequence of [1n, 2n, 3n]) transactions.publish(fakeTransaction(sequence));
    await until(() => quick.sent.length === 3);
    await turn();
    expect(slow.sent).toHaveLength(1);
    for (const count of [2, 3]) {
      held.shift()?.();
      await until(() => slow.sent.length >= count);
    }
    expect(slow.sent).toEqual(quick.sent);
  });

  it('lets the source rest meanwhile', async () => {
    const { subscribe, newViewer, transactions } = openServer();
    newViewer('one');
    const slow = await subscribe('one', { query: POSTED }, { hold: () => new Promise(() => undefined) });
    for (const sequence of [1n, 2n, 3n]) transactions.publish(fakeTransaction(sequence));
    await until(() => slow.sent.length >= 1);
    await turn();
    expect(transactions.takers.reads).toBe(1);
  });
});

describe('a socket that leaves', () => {
  it('is sent nothing that was being looked up for it, and the others go on', async () => {
    const { subscribe, newViewer, generations, lookUps, gate } = openServer();
    newViewer('one');
    const asked = { query: FOLLOW, variables: { id: ID } };
    const [leaver, stayer] = [await subscribe('one', asked), await subscribe('one', asked)];
    let open: () => void = () => undefined;
    gate.opened = new Promise((resolve) => {
      open = resolve;
    });
    generations.publish(fakeGeneration({ sequence: 1 }));
    await until(() => lookUps.length === 1 && generations.takers.reads === 2);
    await leaver.leave();
    open();
    expect(await leaver.done).toEqual({ done: true, value: undefined });
    generations.publish(fakeGeneration({ sequence: 2 }));
    await until(() => stayer.sent.length === 2);
    expect(leaver.sent).toEqual([]);
  });
});
