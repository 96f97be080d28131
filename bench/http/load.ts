// A client process of its own, so that it takes no time from the gateway's thread: keeps `connections` requests in flight
// for `seconds` and prints how many were answered per second. Arguments: url key operation seconds connections.
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';

const [url = '', key = '', operation = 'generate', seconds = '5', connections = '64'] = process.argv.slice(2);
const WARM_UP_SECONDS = 1;
const agent = new Agent({ keepAlive: true, maxSockets: Number(connections) });
const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };

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

function post({ query, variables }: Operation, number: number): Promise<string> {
  const body = JSON.stringify({ query, variables: variables(number) });
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => {
        resolve(text);
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function drive(asked: Operation, duration: number): Promise<number> {
  let count = 0;
  const end = performance.now() + duration * 1_000;
  const caller = async (): Promise<void> => {
    while (performance.now() < end) {
      count += 1;
      const text = await post(asked, count);
      if (!text.includes(asked.expected)) throw new Error(`not as expected: ${text}`);
    }
  };
  await Promise.all(Array.from({ length: Number(connections) }, caller));
  return count / duration;
}

async function main(): Promise<void> {
  const asked = OPERATIONS[operation];
  if (asked === undefined) throw new Error(`there is no operation ${operation}`);
  await drive(asked, WARM_UP_SECONDS);
  process.stdout.write(`${await drive(asked, Number(seconds))}\n`);
  agent.destroy();
}

await main();
