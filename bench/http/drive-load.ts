// A client that keeps requests in flight. It writes HTTP by hand: Node's client takes nearly as long for a request as the gateway, and both
// share the machine.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface Load {
  readonly port: number;
  readonly key: string;
  /** One of those below. */
  readonly operation: string;
  readonly connections: number;
  /**
   * Never sleeps while it waits: to wake a process on this machine is charged to whoever writes to it, and would be a good part of what a
   * gateway takes. Takes a processor for itself.
   */
  readonly isAwake?: boolean;
}

export interface Driven {
  readonly answered: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly median: number;
}

type Operation = (Asking | { readonly path: string }) & {
  /** What the answer has to hold. */
  readonly expected: string;
};

/** In GraphQL. A path is got instead. */
interface Asking {
  readonly query: string;
  /** Variables of the nth request. */
  variables(number: number): object;
}

const ESTIMATE = `costPerGeneration totalCost maxCost exactness priceVersion
  lines { description meter quantity unitPrice amount }`;
/** Copies of these stand all over the catalogue, as name@1, name@2 and so on. */
const NAMES = ['bfl/flux-1.1-pro', 'google/veo-3.1-fast-generate-preview', 'openai/gpt-image-1', 'elevenlabs/music'];
const COPIES = 50;

function estimateOf(fields: string): Operation {
  return {
    query: `query ($input: EstimateInput!) { estimate(input: $input) { ${fields} } }`,
    variables: (number) => {
      const copy = 1 + (Math.floor(number / NAMES.length) % COPIES);
      return { input: { model: `${NAMES[number % NAMES.length]}@${copy}`, prompt: 'a lighthouse at dawn' } };
    },
    expected: '"totalCost"',
  };
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  generate: {
    query: `mutation ($input: GenerateInput!) {
      generate(input: $input) { generation { id status costEstimate } replayed userErrors { code message } }
    }`,
    variables: () => ({
      input: { model: 'bfl/flux-1.1-pro', prompt: 'a lighthouse at dawn', idempotencyKey: randomUUID() },
    }),
    expected: '"QUEUED"',
  },
  estimate: estimateOf(ESTIMATE),
  estimateWithBalance: estimateOf(`${ESTIMATE} balance canAfford affordableCount`),
  balance: {
    query: '{ balance { available reserved frozen debt expiringSoon sequence asOf } }',
    variables: () => ({}),
    expected: '"expiringSoon"',
  },
  transactions: {
    query: `query ($first: Int!) { transactions(first: $first) {
      edges { cursor node { id sequence type amount balanceAfter reservedAfter description createdAt } }
      pageInfo { hasNextPage endCursor }
    } }`,
    variables: () => ({ first: 50 }),
    expected: '"hasNextPage"',
  },
  'rest balance': { path: '/babysea/v1/user/billing', expected: '"billing_credit_balance"' },
  'rest estimate': { path: '/babysea/v1/estimate/bfl/flux-1.1-pro?count=5', expected: '"cost_total_consumed"' },
};

/** A whole request. Node says Content-Length in bytes, and everything here is ASCII. */
function write({ port, key }: Load, operation: Operation, number: number): string {
  if ('path' in operation) {
    return `GET ${operation.path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer ${key}\r\n\r\n`;
  }
  const body = JSON.stringify({ query: operation.query, variables: operation.variables(number) });
  const head = [
    'POST /graphql HTTP/1.1',
    `host: 127.0.0.1:${port}`,
    'content-type: application/json',
    `authorization: Bearer ${key}`,
    `content-length: ${body.length}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

const LENGTH = /\r\ncontent-length: (\d+)\r\n/i;

/** Whether an answer has arrived whole. */
function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  const [, length] = LENGTH.exec(text.slice(0, end + 2)) ?? [];
  return end >= 0 && length !== undefined && text.length >= end + 4 + Number(length);
}

interface Drive {
  readonly asked: Operation;
  readonly end: number;
  readonly latencies: number[];
  /** Counts the requests. */
  next(): number;
}

/** Asks one request after the other until its end, on a connection of its own. */
async function ask(load: Load, drive: Drive): Promise<void> {
  const { asked, end, latencies } = drive;
  const socket = connect({ port: load.port, host: '127.0.0.1', noDelay: true });
  socket.setEncoding('latin1');
  try {
    while (performance.now() < end) {
      const request = write(load, asked, drive.next());
      const begin = performance.now();
      await exchange(socket, request, asked.expected);
      latencies.push(performance.now() - begin);
    }
  } finally {
    socket.destroy();
  }
}

async function exchange(socket: Socket, request: string, expected: string): Promise<void> {
  socket.write(request);
  let text = '';
  while (!isWhole(text)) {
    const [chunk] = (await once(socket, 'data')) as [string];
    text += chunk;
  }
  if (!text.includes(expected)) throw new Error(`not as expected: ${text}`);
}

let asked = 0;

function stayAwake(): () => void {
  let isOver = false;
  const again = (): void => {
    if (!isOver) setImmediate(again);
  };
  again();
  return () => {
    isOver = true;
  };
}

/** Asks for so many seconds. */
export async function driveLoad(load: Load, seconds: number): Promise<Driven> {
  const operation = OPERATIONS[load.operation];
  if (operation === undefined) throw new Error(`there is no operation ${load.operation}`);
  const before = asked;
  const begin = performance.now();
  const latencies: number[] = [];
  const next = (): number => {
    asked += 1;
    return asked;
  };
  const drive: Drive = { asked: operation, end: begin + seconds * 1_000, latencies, next };
  const isOver = load.isAwake === true ? stayAwake() : () => undefined;
  try {
    await Promise.all(Array.from({ length: load.connections }, () => ask(load, drive)));
  } finally {
    isOver();
  }
  const perSecond = ((asked - before) * 1_000) / (performance.now() - begin);
  const median = latencies.toSorted((one, other) => one - other)[latencies.length >> 1] ?? Number.NaN;
  return { answered: asked - before, perSecond, median };
}
