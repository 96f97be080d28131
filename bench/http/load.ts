// A client process of its own, so that it takes no time from the gateway's thread: keeps `connections` requests in flight
// for `seconds` and prints how many were answered, per second and in all. Arguments: port key operation seconds connections.
// It writes HTTP by hand: Node's client takes nearly as long for a request as the gateway, and both share the machine.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const [port = '', key = '', operation = 'generate', seconds = '3', connections = '64'] = process.argv.slice(2);
const WARM_UP_SECONDS = 1;

interface Operation {
  readonly query: string;
  /** Variables of the nth request. */
  variables(number: number): object;
  /** What the answer has to hold. */
  readonly expected: string;
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
};

/** A whole request. Node says Content-Length in bytes, and everything here is ASCII. */
function write({ query, variables }: Operation, number: number): string {
  const body = JSON.stringify({ query, variables: variables(number) });
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

/** Asks one request after the other until `end`, on a connection of its own. */
async function ask(asked: Operation, next: () => number, end: number): Promise<void> {
  const socket = connect({ port: Number(port), host: '127.0.0.1', noDelay: true });
  socket.setEncoding('latin1');
  try {
    while (performance.now() < end) await exchange(socket, write(asked, next()), asked.expected);
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

let answered = 0;

async function drive(asked: Operation, duration: number): Promise<number> {
  const before = answered;
  const begin = performance.now();
  const next = (): number => {
    answered += 1;
    return answered;
  };
  const end = begin + duration * 1_000;
  await Promise.all(Array.from({ length: Number(connections) }, () => ask(asked, next, end)));
  return ((answered - before) * 1_000) / (performance.now() - begin);
}

async function main(): Promise<void> {
  const asked = OPERATIONS[operation];
  if (asked === undefined) throw new Error(`there is no operation ${operation}`);
  // A key that the gateway does not know yet is looked at alone: many at once would be slowed as guesses.
  let first = 0;
  await ask(asked, () => (first += 1), performance.now() + 1);
  await drive(asked, WARM_UP_SECONDS);
  const perSecond = await drive(asked, Number(seconds));
  process.stdout.write(`${JSON.stringify({ perSecond, answered })}\n`);
}

await main();
