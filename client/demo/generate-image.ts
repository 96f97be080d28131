// From a price to a picture: estimate, generate, follow, receipt.
import { randomUUID } from 'node:crypto';
import { ESTIMATE, FOLLOW, GENERATE, IMAGE_MODELS, RECEIPT } from './documents.ts';
import { type Gateway, stopAtRefusal } from './gateway.ts';
import { list, progress, say, step } from './print.ts';

const PROMPT = 'A toll gate on a mountain road at sunrise';

export async function generateImage(gateway: Gateway): Promise<void> {
  const model = await chooseModel(gateway);
  const maxCost = await estimate(gateway, model);
  const accepted = await generate(gateway, model, maxCost);
  await follow(gateway, accepted);
  await showReceipt(gateway, accepted.id);
}

async function chooseModel(gateway: Gateway): Promise<string> {
  const { models } = await gateway.ask(IMAGE_MODELS, {});
  const [model] = models.nodes;
  if (model === undefined) throw new Error('This storefront sells no images.');
  step(`What would an image of ${model.name} cost?`);
  say(`${model.priceSummary} (${model.identifier})`);
  return model.identifier;
}

async function estimate(gateway: Gateway, model: string): Promise<string> {
  const answer = await gateway.ask(ESTIMATE, { input: { model, prompt: PROMPT } });
  const { lines, totalCost, maxCost, exactness, affordableCount } = answer.estimate;
  list([
    ...lines.map((line) => [line.description, line.amount] as const),
    ['in all', exactness === 'EXACT' ? `${totalCost}, exactly` : `${totalCost}, at most ${maxCost}`],
  ]);
  say(`The wallet pays for ${affordableCount} of these.`);
  return maxCost;
}

interface Accepted {
  readonly id: string;
  readonly status: string;
}

async function generate(gateway: Gateway, model: string, maxCost: string): Promise<Accepted> {
  step('Generate it');
  say(`"${PROMPT}", for at most ${maxCost} credits`);
  // The key makes a repetition safe: asking twice with it gives one generation and one charge.
  const input = { model, prompt: PROMPT, maxCost, idempotencyKey: randomUUID() };
  const { generate: answer } = await gateway.ask(GENERATE, { input });
  stopAtRefusal(answer.userErrors);
  if (answer.generation === null) throw new Error('There is no generation.');
  return answer.generation;
}

async function follow(gateway: Gateway, { id, status: first }: Accepted): Promise<void> {
  const line = progress();
  const seen = [first];
  line.show(first);
  try {
    for await (const { generationUpdated } of gateway.follow(FOLLOW, { id })) {
      const { status, error } = generationUpdated.generation;
      if (status === seen.at(-1)) continue;
      seen.push(error === null ? status : `${status} (${error.message})`);
      line.show(seen.join(' > '));
    }
  } finally {
    line.done();
  }
}

async function showReceipt(gateway: Gateway, id: string): Promise<void> {
  const { generation } = await gateway.ask(RECEIPT, { id });
  if (generation === null) throw new Error('The generation is gone.');
  step('What it cost');
  const { transactions, outputs } = generation;
  const reserved = transactions.find(({ type }) => type === 'RESERVE')?.amount.replace('-', '') ?? '0';
  const returned = transactions.find(({ type }) => type === 'CHARGE' || type === 'REFUND')?.amount ?? '0';
  list([
    ['estimated', generation.costEstimate],
    ['reserved', reserved],
    ['charged', generation.cost ?? 'not settled yet'],
    ['returned', returned],
    ...outputs.map((output) => ['output', output.url] as const),
  ]);
  for (const { mimeType, width, height, bytes } of outputs) {
    say(`${mimeType}, ${String(width)} x ${String(height)} pixels, ${Math.ceil((bytes ?? 0) / 1000)} kB`);
  }
}
