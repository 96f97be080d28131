// The common operations of @tollgate/client against a real gateway, over real HTTP and a real WebSocket.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createClient, type TollgateClient } from '../../../packages/client/src/index.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';

let gateway: TestGateway;
let client: TollgateClient;

beforeAll(async () => {
  gateway = await startTestGateway();
  client = createClient({ url: `${gateway.url}/graphql`, credential: gateway.demoKey });
});

afterAll(async () => {
  client.close();
  await gateway.stop();
});

it('from a price to a charged generation', async () => {
  const { nodes } = await client.models({ where: { kind: ['IMAGE'], available: true }, first: 1 });
  const model = nodes[0]!.identifier;
  const before = await client.balance();
  const estimate = await client.estimate({ model, prompt: 'a gate' });
  const answer = await client.generate({ model, prompt: 'a gate', maxCost: estimate.maxCost });
  if (answer.status === 'refused') throw new Error(answer.refusal.message);
  const statuses: string[] = [];
  for await (const { generation } of client.followGeneration(answer.generation.id)) statuses.push(generation.status);
  expect(statuses.at(-1)).toBe('SUCCEEDED');
  const ended = await client.endedGeneration(answer.generation.id);
  expect(ended.cost).toBe(estimate.totalCost);
  expect(ended.outputs).toHaveLength(1);
  const { nodes: lines } = await client.transactions({ first: 2 });
  expect(lines.map(({ type }) => type)).toEqual(['CHARGE', 'RESERVE']);
  const posted: string[] = [];
  for await (const { sequence } of client.followTransactions({ afterSequence: before.sequence })) {
    posted.push(sequence);
    if (posted.length === 2) break;
  }
  expect(posted).toEqual(lines.map(({ sequence }) => sequence).reverse());
});
