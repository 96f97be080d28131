// A client process of its own, so that it takes no time from the gateway's thread: keeps `connections` requests in flight
// for `seconds` and prints how many were answered. Arguments: url key seconds connections.
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';

const [url = '', key = '', seconds = '5', connections = '64'] = process.argv.slice(2);
const QUERY = `mutation ($input: GenerateInput!) {
  generate(input: $input) { generation { id status costEstimate } replayed userErrors { code message } }
}`;
const agent = new Agent({ keepAlive: true, maxSockets: Number(connections) });
const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };

function post(): Promise<string> {
  const input = { model: 'bfl/flux-1.1-pro', prompt: 'a lighthouse at dawn', idempotencyKey: randomUUID() };
  const body = JSON.stringify({ query: QUERY, variables: { input } });
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

async function main(): Promise<void> {
  const first = await post();
  if (!first.includes('"QUEUED"')) throw new Error(`not accepted: ${first}`);
  let count = 0;
  const end = performance.now() + Number(seconds) * 1_000;
  const caller = async (): Promise<void> => {
    for (; performance.now() < end; count += 1) await post();
  };
  await Promise.all(Array.from({ length: Number(connections) }, caller));
  process.stdout.write(`${count / Number(seconds)}\n`);
  agent.destroy();
}

await main();
