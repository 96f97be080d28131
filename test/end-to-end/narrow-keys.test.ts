// Keys with one scope, over HTTP: useful for what they are for, and blind to the rest.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

afterAll(() => gateway.stop());

async function keyOf(scopes: readonly string[]): Promise<string> {
  const create = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }`;
  return (await gateway.ask(create, { input: { name: 'Narrow', scopes } })).data.createApiKey.secret;
}

const generate = (fields: string) => `mutation ($input: GenerateInput!) { generate(input: $input) { ${fields} } }`;
const input = { model: 'bfl/flux-1.1-pro', prompt: 'a secret plan', idempotencyKey: 'shared' };

describe('a key that may only make generations', () => {
  it('is told how they go and what they cost', async () => {
    const key = await keyOf(['GENERATION_WRITE']);
    const useful = generate(
      'generation { id status cost costEstimate model { name } createdAt } estimate { totalCost canAfford } replayed',
    );
    const made = await gateway.ask(useful, { input }, { key });
    expect(made.data.generate).toMatchObject({ generation: { status: 'QUEUED' }, replayed: false });
    await gateway.ended(made.data.generate.generation.id);
    const again = await gateway.ask(useful, { input }, { key });
    expect(again.data.generate).toMatchObject({ generation: { status: 'SUCCEEDED', cost: '0.052' }, replayed: true });
  });

  it("does not read another key's prompt and outputs by repeating its idempotency key", async () => {
    const other = await keyOf(['GENERATION_WRITE']);
    for (const field of ['prompt', 'parameters', 'outputs { url }', 'error { message }', 'metadata { provider }']) {
      const { status, errors, data } = await gateway.ask(
        generate(`generation { id ${field} }`),
        { input },
        { key: other },
      );
      expect([field, status, errors?.[0].extensions.code, data]).toEqual([field, 403, 'FORBIDDEN_SCOPE', undefined]);
    }
    const reader = await keyOf(['GENERATION_WRITE', 'GENERATION_READ']);
    const read = await gateway.ask(generate('generation { prompt outputs { url } }'), { input }, { key: reader });
    expect(read.data.generate.generation).toMatchObject({ prompt: 'a secret plan', outputs: [{}] });
  });

  it('is refused on a socket as over HTTP', async () => {
    const { data } = await gateway.ask(generate('generation { id }'), { input });
    const events = gateway.follow(data.generate.generation.id, await keyOf(['GENERATION_WRITE']));
    await expect(events.completed).rejects.toMatchObject([{ extensions: { code: 'FORBIDDEN_SCOPE' } }]);
  });
});

describe('a key that may only buy', () => {
  it('changes the plan without reading whose account it is', async () => {
    const key = await keyOf(['BILLING_WRITE']);
    const change = (fields: string) =>
      gateway.ask(`mutation { changePlan(input: { planId: "pro", idempotencyKey: "c1" }) { ${fields} } }`, {}, { key });
    expect((await change('account { email }')).errors?.[0].extensions).toMatchObject({ field: 'Account.email' });
    expect(
      (await change('account { id plan { name } } checkoutUrl userErrors { code }')).data.changePlan,
    ).toMatchObject({
      account: { plan: {} },
    });
  });
});
