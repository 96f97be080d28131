// Traces of a real gateway, at a real receiver: what a request did, in the ledger, at its provider, and at who is told of it.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { GENERATE, generateInput } from '../support/gateway-operations.ts';
import { type ReceivedSpan, startTraceReceiver, type TraceReceiver, traceTree } from '../support/trace-receiver.ts';
import { waitUntil } from '../support/wait-until.ts';
import { type Receiver, startReceiver } from '../webhooks/webhook-world.ts';

const PROMPT = 'a lighthouse that nobody may read of';
const TOKEN = 'a-token-of-the-collector';

let gateway: TestGateway;
let traces: TraceReceiver;
let customer: Receiver;

beforeAll(async () => {
  traces = await startTraceReceiver();
  customer = await startReceiver(() => 200);
  gateway = await startTestGateway({
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: traces.url,
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${TOKEN}`,
      WEBHOOKS_ALLOW_INSECURE: 'true',
    },
  });
});

afterAll(async () => {
  await gateway.stop();
  await traces.close();
  await customer.close();
});

/** The caller's own trace, as its client would send it. */
function newCaller(): { traceId: string; spanId: string; headers: Record<string, string> } {
  const traceId = randomBytes(16).toString('hex');
  const spanId = randomBytes(8).toString('hex');
  return { traceId, spanId, headers: { traceparent: `00-${traceId}-${spanId}-01` } };
}

const of = (traceId: string): ReceivedSpan[] => traces.spans.filter((span) => span.traceId === traceId);

describe('one generation', () => {
  it('is one trace from its request to the ledger, its provider and its webhook', async () => {
    const caller = newCaller();
    const input = generateInput({ prompt: PROMPT, webhookUrl: customer.url });
    const requestId = `quoted-${caller.spanId}`;
    const headers = { ...caller.headers, 'x-request-id': requestId };
    const { data } = await gateway.ask(GENERATE, { input }, { headers });
    const { id } = data.generate.generation;
    await gateway.ended(id);
    const names = (): string[] => of(caller.traceId).map(({ name }) => name);
    const wanted = ['POST /graphql', 'ledger charge', 'provider submit', 'generation run', 'webhook deliver'];
    await waitUntil('the trace is there', () => wanted.every((name) => names().includes(name)));
    const spans = of(caller.traceId);
    const one = (name: string): ReceivedSpan | undefined => spans.find((span) => span.name === name);
    const root = one('POST /graphql');
    expect(root).toMatchObject({
      parentSpanId: caller.spanId,
      attributes: { 'http.route': '/graphql', 'http.response.status_code': 200, 'tollgate.request_id': requestId },
    });
    const parents = [
      ['mutation generate', 'POST /graphql'],
      ['ledger reserve', 'mutation generate'],
      ['generation run', 'mutation generate'],
      ['provider submit', 'generation run'],
      ['ledger charge', 'generation run'],
      ['webhook deliver', 'mutation generate'],
    ] as const;
    for (const [child, parent] of parents) {
      expect([child, one(child)?.parentSpanId]).toEqual([child, one(parent)?.spanId]);
    }
    const batches = spans.filter(({ name }) => name === 'ledger batch');
    expect(batches.map(({ links }) => links).flat()).toEqual(
      expect.arrayContaining([one('ledger reserve')?.spanId, one('ledger charge')?.spanId]),
    );
    expect(one('generation run')?.attributes['tollgate.generation_id']).toBe(id);
    if (process.env['SHOW_TRACE'] !== undefined) process.stdout.write(`${traceTree(spans)}\n`);
  });

  it('is found by its trace in the line of the log that has its request id', async () => {
    const caller = newCaller();
    const requestId = `in-the-log-${caller.spanId}`;
    await gateway.ask('{ balance { available } }', {}, { headers: { ...caller.headers, 'x-request-id': requestId } });
    const line = (): string | undefined =>
      gateway
        .logs()
        .split('\n')
        .find((one) => one.includes(requestId));
    await waitUntil('the line is there', () => line() !== undefined);
    expect(JSON.parse(line() ?? '{}')).toMatchObject({ requestId, traceId: caller.traceId });
  });
});

describe('spans', () => {
  it('of commands that shared a batch are linked by it', async () => {
    const callers = Array.from({ length: 12 }, newCaller);
    await Promise.all(callers.map(({ headers }) => gateway.ask(GENERATE, { input: generateInput() }, { headers })));
    const reserves = (): ReceivedSpan[] =>
      callers.flatMap(({ traceId }) => of(traceId).filter(({ name }) => name === 'ledger reserve'));
    await waitUntil('all reservations are there', () => reserves().length === callers.length);
    const linked = (): Set<string> =>
      new Set(traces.spans.filter(({ name }) => name === 'ledger batch').flatMap(({ links }) => [...links]));
    await waitUntil('all of them are linked', () => reserves().every(({ spanId }) => linked().has(spanId)));
    const largest = traces.spans.filter(({ name }) => name === 'ledger batch').map(({ links }) => links.length);
    expect(Math.max(...largest)).toBeGreaterThan(1);
  });

  it('say what failed without its words, and calls of the payment provider by their names', async () => {
    const caller = newCaller();
    const buy = `mutation { buyCreditPack(input: { packId: "pack-10", idempotencyKey: "traced" }) { __typename } }`;
    await gateway.ask(buy, {}, { headers: caller.headers });
    const names = (): string[] => of(caller.traceId).map(({ name }) => name);
    await waitUntil('the call is there', () => names().includes('payments createCheckout'));
    expect(names()).toContain('mutation buyCreditPack');
  });

  it('of a caller who wants none are not made', async () => {
    const caller = newCaller();
    const headers = { traceparent: `00-${caller.traceId}-${caller.spanId}-00` };
    await gateway.ask('{ balance { available } }', {}, { headers });
    const after = newCaller();
    await gateway.ask('{ balance { available } }', {}, { headers: after.headers });
    await waitUntil('a later one is there', () => of(after.traceId).some(({ name }) => name === 'POST /graphql'));
    expect(of(caller.traceId)).toEqual([]);
  });

  it('hold no secret and nothing of what was asked for, and go out with the configured headers', () => {
    expect(traces.spans.length).toBeGreaterThan(20);
    for (const secret of [PROMPT, gateway.demoKey, gateway.operatorKey, TOKEN, customer.url]) {
      expect(traces.text()).not.toContain(secret);
    }
    expect(traces.headers()).toMatchObject({ authorization: `Bearer ${TOKEN}` });
  });
});
