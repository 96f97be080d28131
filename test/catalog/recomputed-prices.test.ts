// Prices of random requests, worked out a second time in PostgreSQL from the storefront files (recompute-price.sql). Another
// history: PRICE_SEED=… npm test -- test/catalog/recomputed-prices.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Client } from 'pg';
import { createTestDatabase, type TestDatabase, withClient } from '../support/postgres.ts';
import { order, SHIPPED } from './shipped.ts';

type StorefrontName = keyof typeof SHIPPED;
type FileModel = Readonly<Record<string, unknown>> & {
  readonly identifier: string;
  readonly rules: readonly unknown[];
};
type Field = Readonly<Record<string, unknown>>;

interface Purchase {
  readonly storefront: StorefrontName;
  readonly model: FileModel;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly prompt: string;
  readonly count: number;
}

const SEED = Number(process.env['PRICE_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const PRICES = 30;
/** Random combinations are often not for sale. */
const TRIES = 300;

function fileModels(name: StorefrontName): { storefront: StorefrontName; model: FileModel }[] {
  const { models } = JSON.parse(readFileSync(`storefronts/${name}.json`, 'utf8')) as { models: FileModel[] };
  return models.filter(({ rules }) => rules.length > 0).map((model) => ({ storefront: name, model }));
}

function valueOf(field: Field): fc.Arbitrary<unknown> {
  const { minimum = 0, maximum = 1, multipleOf = 1, minItems = 0, maxItems = 0 } = field as Record<string, number>;
  const within = (scale: number): fc.Arbitrary<number> =>
    fc.integer({ min: Math.ceil(minimum * scale), max: Math.floor(maximum * scale) }).map((value) => value / scale);
  if (Array.isArray(field['enum'])) return fc.constantFrom(...(field['enum'] as unknown[]));
  switch (field['type']) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return within(1 / multipleOf).map(Math.round);
    case 'number':
      return within(100);
    case 'array':
      return fc.array(fc.constant('https://a.example/1.png'), { minLength: minItems, maxLength: maxItems });
    default:
      return fc.constant('https://a.example/1.png');
  }
}

const MODELS = (Object.keys(SHIPPED) as StorefrontName[]).flatMap(fileModels);

const purchase: fc.Arbitrary<Purchase> = fc.constantFrom(...MODELS).chain(({ storefront, model }) => {
  const fields = Object.entries((model['parameters'] ?? {}) as Record<string, Field>);
  return fc.record({
    storefront: fc.constant(storefront),
    model: fc.constant(model),
    parameters: fc.record(Object.fromEntries(fields.map(([name, field]) => [name, valueOf(field)])), {
      requiredKeys: (model['required'] ?? []) as string[],
    }),
    prompt: fc
      .string({ unit: 'grapheme', maxLength: 200 })
      .map((text) => `seal ${text.replaceAll('\0', '')}`.repeat(9)),
    count: fc.integer({ min: 1, max: 100 }),
  });
});

/** The first requests of the seed that are for sale, with what the gateway asks for them, in micro-credits. */
function draw(seed: number): (Purchase & { total: bigint })[] {
  return fc
    .sample(purchase, { numRuns: TRIES, seed })
    .flatMap((request) => {
      const answer = order(SHIPPED[request.storefront], request.model.identifier, request);
      return answer.ok ? [{ ...request, total: answer.estimate.total }] : [];
    })
    .slice(0, PRICES);
}

async function recompute(client: Client, { model, parameters, prompt, count }: Purchase): Promise<bigint> {
  const { rows } = await client.query<{ price: string }>('SELECT recomputed_price($1, $2, $3, $4)::text AS price', [
    JSON.stringify(model),
    JSON.stringify(parameters),
    prompt,
    count,
  ]);
  return BigInt(rows[0]!.price);
}

describe('prices worked out a second time in SQL', () => {
  let database: TestDatabase;
  const inDatabase = <Result>(work: (client: Client) => Promise<Result>) => withClient(database.url, work);

  beforeAll(async () => {
    database = await createTestDatabase();
    await inDatabase((client) => client.query(readFileSync('test/catalog/recompute-price.sql', 'utf8')));
  });
  afterAll(() => database.drop());

  it(`agree to the last micro-credit for ${PRICES} random requests (PRICE_SEED=${SEED})`, async () => {
    const drawn = draw(SEED);
    expect(drawn).toHaveLength(PRICES);
    await inDatabase(async (client) => {
      for (const request of drawn) {
        const { model, parameters, count, prompt } = request;
        const about = { seed: SEED, model: model.identifier, parameters, count, prompt };
        expect({ ...about, total: await recompute(client, request) }).toEqual({ ...about, total: request.total });
      }
    });
  });

  it('agree for the defaults of every model that needs nothing from the customer', async () => {
    const prompt = 'A seal on a beach, 海豹 🦭';
    let compared = 0;
    await inDatabase(async (client) => {
      for (const { storefront, model } of MODELS) {
        const answer = order(SHIPPED[storefront], model.identifier, { prompt, count: 3 });
        if (!answer.ok) continue;
        compared += 1;
        const again = await recompute(client, { storefront, model, parameters: {}, prompt, count: 3 });
        expect([model.identifier, again]).toEqual([model.identifier, answer.estimate.total]);
      }
    });
    expect(compared).toBeGreaterThan(100);
  });
});
