// From a price to a picture: estimate, generate, follow, receipt.
import type { Generation, TollgateClient } from '@tollgate/client';
import { list, progress, say, step } from './print.ts';

const PROMPT = 'A toll gate on a mountain road at sunrise';

export async function generateImage(client: TollgateClient): Promise<void> {
  const model = await chooseModel(client);
  const maxCost = await estimate(client, model);
  const accepted = await generate(client, model, maxCost);
  const ended = await follow(client, accepted);
  await showReceipt(client, ended);
}

async function chooseModel(client: TollgateClient): Promise<string> {
  const { nodes } = await client.models({ where: { kind: ['IMAGE'], available: true }, first: 1 });
  const [model] = nodes;
  if (model === undefined) throw new Error('This storefront sells no images.');
  step(`What would an image of ${model.name} cost?`);
  say(`${model.priceSummary} (${model.identifier})`);
  return model.identifier;
}

async function estimate(client: TollgateClient, model: string): Promise<string> {
  const { lines, totalCost, maxCost, exactness, affordableCount } = await client.estimate({ model, prompt: PROMPT });
  list([
    ...lines.map((line) => [line.description, line.amount] as const),
    ['in all', exactness === 'EXACT' ? `${totalCost}, exactly` : `${totalCost}, at most ${maxCost}`],
  ]);
  say(`The wallet pays for ${affordableCount} of these.`);
  return maxCost;
}

async function generate(client: TollgateClient, model: string, maxCost: string): Promise<Generation> {
  step('Generate it');
  say(`"${PROMPT}", for at most ${maxCost} credits`);
  // The client makes an idempotency key, and keeps it over its tries: one generation and one charge, whatever gets lost.
  const answer = await client.generate({ model, prompt: PROMPT, maxCost });
  if (answer.status === 'refused') throw new Error(answer.refusal.message);
  return answer.generation;
}

async function follow(client: TollgateClient, accepted: Generation): Promise<Generation> {
  const line = progress();
  const seen: string[] = [accepted.status];
  let last = accepted;
  line.show(accepted.status);
  try {
    for await (const { generation } of client.followGeneration(accepted.id)) {
      last = generation;
      const { status, error } = generation;
      if (status === seen.at(-1)) continue;
      seen.push(error === null ? status : `${status} (${error.message})`);
      line.show(seen.join(' > '));
    }
  } finally {
    line.done();
  }
  return last;
}

async function showReceipt(client: TollgateClient, { id, costEstimate, cost, outputs }: Generation): Promise<void> {
  step('What it cost');
  const { nodes: transactions } = await client.transactions({ where: { generationId: id } });
  const reserved = transactions.find(({ type }) => type === 'RESERVE')?.amount.replace('-', '') ?? '0';
  const returned = transactions.find(({ type }) => type === 'CHARGE' || type === 'REFUND')?.amount ?? '0';
  list([
    ['estimated', costEstimate],
    ['reserved', reserved],
    ['charged', cost ?? 'not settled yet'],
    ['returned', returned],
    ...outputs.map((output) => ['output', output.url] as const),
  ]);
  for (const { mimeType, width, height, bytes } of outputs) {
    say(`${mimeType}, ${String(width)} x ${String(height)} pixels, ${Math.ceil((bytes ?? 0) / 1000)} kB`);
  }
}
