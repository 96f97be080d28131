// Generations that cannot be right, and cancels of what is not there, over HTTP: a typed error each, and nothing reserved.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { post } from '../support/gateway-client.ts';
import { BALANCE, GENERATE, generateInput } from '../support/gateway-operations.ts';
import { withClient } from '../support/postgres.ts';

/** Where names lead, as far as this test's name servers say. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'inner.example.com': ['10.0.0.7'],
  'metadata.example.com': ['169.254.169.254'],
  'half.example.com': ['93.184.215.14', '127.0.0.1'],
  'six.example.com': ['fd00:ec2::254'],
};

const CANCEL = `mutation ($id: ID!) { cancelGeneration(input: { id: $id }) {
  generation { id status cost } cancelSent refunded userErrors { __typename code status message } } }`;

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway({
    resolveHost: async (name) => {
      const addresses = NAMES[name];
      if (addresses === undefined) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
      return addresses;
    },
  });
});

afterAll(() => gateway.stop());

/** The demo account has 100 credits, and never asked for anything that could be accepted. */
afterEach(async () => {
  expect((await gateway.ask(BALANCE)).data.balance).toEqual({ available: '100', reserved: '0' });
});

async function refusalOf(changes: Readonly<Record<string, unknown>>): Promise<unknown> {
  const { status, data, errors } = await gateway.ask(GENERATE, { input: generateInput(changes) });
  expect([status, errors]).toEqual([200, undefined]);
  expect(data.generate.generation).toBeNull();
  expect(data.generate.userErrors).toHaveLength(1);
  return data.generate.userErrors[0];
}

const INVALID = { __typename: 'ParameterError', code: 'INVALID_PARAMETER', status: 422, retryable: false };

describe('a wish for providers', () => {
  it('that nobody knows says who runs the model', async () => {
    expect(await refusalOf({ providerOrder: ['fal', 'acme'] })).toMatchObject({
      ...INVALID,
      path: ['providerOrder'],
      allowed: expect.arrayContaining(['fastest', 'fal', 'replicate', 'sandbox']),
    });
  });

  it('that are all switched off here says who is not', async () => {
    expect(await refusalOf({ providerOrder: ['fal', 'replicate'] })).toMatchObject({
      ...INVALID,
      path: ['providerOrder'],
      allowed: ['fastest', 'sandbox'],
    });
  });
});

describe('an address for webhooks', () => {
  it.each([
    ['on http', 'http://example.com/hook'],
    ['of this machine', 'https://localhost/hook'],
    ['of this machine, by number', 'https://127.0.0.1/hook'],
    ['of this machine, in another notation', 'https://2130706433/hook'],
    ['of this machine, by IPv6', 'https://[::1]/hook'],
    ['of a metadata service', 'https://169.254.169.254/latest/meta-data/'],
    ['of a metadata service, by name', 'https://metadata.google.internal/'],
    ['that leads to a private network', 'https://inner.example.com/hook'],
    ['that leads to a metadata service', 'https://metadata.example.com/hook'],
    ['that leads to a metadata service by IPv6', 'https://six.example.com/hook'],
    ['that leads to a public address and to this machine', 'https://half.example.com/hook'],
    ['that leads nowhere', 'https://nowhere.example.com/hook'],
    ['on an unusual port', 'https://half.example.com:6379/'],
    ['with a password', 'https://me:secret@half.example.com/'],
  ])('%s is refused', async (_, webhookUrl) => {
    expect(await refusalOf({ webhookUrl })).toMatchObject({ ...INVALID, path: ['webhookUrl'] });
  });
});

describe('a prompt', () => {
  it.each([
    ['a character that no text may hold', 'a seal\u0000'],
    ['a bell', 'a seal\u0007'],
    ['an escape sequence', '\u001b[31ma seal'],
    ['a deletion', 'a seal\u007f'],
    ['a lone surrogate', 'a seal \ud83e'],
  ])('with %s is refused', async (_, prompt) => {
    expect(await refusalOf({ prompt })).toMatchObject({ ...INVALID, path: ['prompt'] });
  });

  it('of more than ten thousand characters is refused', async () => {
    expect(await refusalOf({ prompt: 'a'.repeat(10_001) })).toMatchObject({ ...INVALID, path: ['prompt'] });
  });

  it('of 1 MB is not even read', async () => {
    const body = JSON.stringify({
      query: GENERATE,
      variables: { input: generateInput({ prompt: 'a'.repeat(1_000_000) }) },
    });
    const { status, errors } = await post(gateway.url, body, { key: gateway.demoKey });
    expect([status, errors?.[0].extensions.code]).toEqual([413, 'BAD_USER_INPUT']);
  });

  it('of 1 MB from an operator, who may send that much, is refused', async () => {
    const input = generateInput({ prompt: 'a'.repeat(990_000) });
    const { data, errors } = await gateway.ask(GENERATE, { input }, { key: gateway.operatorKey });
    const code = errors?.[0].extensions.code ?? data?.generate.userErrors[0].code;
    expect(['INVALID_PARAMETER', 'BAD_USER_INPUT']).toContain(code);
  });
});

describe('a parameter', () => {
  it('with a character that no text may hold is refused', async () => {
    const parameters = { output_format: 'png\u0000' };
    expect(await refusalOf({ parameters })).toMatchObject({ ...INVALID, path: expect.arrayContaining(['parameters']) });
  });
});

describe('a cancel', () => {
  const cancel = async (id: string, key = gateway.demoKey) =>
    (await gateway.ask(CANCEL, { id }, { key })).data.cancelGeneration;
  const NOTHING = { generation: null, cancelSent: false, refunded: '0' };

  it("of another account's generation, or of none, finds nothing and changes nothing", async () => {
    const { key } = await gateway.newAccount('1');
    const input = generateInput({ parameters: { sandbox: { outcome: 'timeout' } } });
    const { id } = (await gateway.ask(GENERATE, { input }, { key })).data.generate.generation;
    for (const other of [id, 'gen_01k00000000000000000000000', 'mdl_x', 'nonsense', '']) {
      expect(await cancel(other)).toMatchObject({ ...NOTHING, userErrors: [{ code: 'GENERATION_NOT_FOUND' }] });
    }
    const { data } = await gateway.ask('query ($id: ID!) { generation(id: $id) { status } }', { id }, { key });
    expect(['QUEUED', 'RUNNING']).toContain(data.generation.status);
    expect((await gateway.ask(BALANCE, {}, { key })).data.balance).toEqual({ available: '0.948', reserved: '0.052' });
    await cancel(id, key);
    await gateway.ended(id, key);
  });

  it('of what is finished is refused, and the charge stands', async () => {
    const { key } = await gateway.newAccount('1');
    const { id } = (await gateway.ask(GENERATE, { input: generateInput() }, { key })).data.generate.generation;
    await gateway.ended(id, key);
    const refused = await cancel(id, key);
    expect(refused).toMatchObject({ ...NOTHING, userErrors: [{ code: 'NOT_CANCELABLE' }] });
    expect((await gateway.ask(BALANCE, {}, { key })).data.balance).toEqual({ available: '0.948', reserved: '0' });
  });
});

describe('after all of that', () => {
  it('the demo account has neither a generation nor a transaction but its first', async () => {
    await withClient(gateway.databaseUrl, async (client) => {
      const { rows } = await client.query(
        `select (select count(*)::int from generation g where g.account_id = w.account_id) as generations, sequence
          from wallet w where available = 100000000`,
      );
      expect(rows).toEqual([{ generations: 0, sequence: '1' }]);
    });
  });
});
