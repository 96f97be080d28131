// The accounts that a gateway brings with it, over restarts and races.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway, type TestGatewayOptions } from '../support/gateway.ts';
import { BALANCE, revokeKey } from '../support/gateway-operations.ts';
import { withClient } from '../support/postgres.ts';

let first: TestGateway;
let others: TestGateway[] = [];

beforeEach(async () => {
  first = await startTestGateway();
});

afterEach(async () => {
  for (const gateway of others) await gateway.stop();
  others = [];
  await first.stop();
});

async function another(environment: NonNullable<TestGatewayOptions['environment']> = {}): Promise<TestGateway> {
  const gateway = await startTestGateway({ besides: first, environment });
  others.push(gateway);
  return gateway;
}

async function counted(table: string): Promise<number> {
  return withClient(first.databaseUrl, async (client) => {
    const { rows } = await client.query<{ count: string }>(`select count(*) from ${table}`);
    return Number(rows[0]?.count);
  });
}

const available = async (gateway: TestGateway, key: string): Promise<unknown> =>
  (await gateway.ask(BALANCE, {}, { key })).data?.balance.available;

describe('the demo and operator accounts', () => {
  it('are there once, however often and at how many gateways at once they are made', async () => {
    await Promise.all([another(), another(), another()]);
    await another();
    expect([await counted('account'), await counted('api_key')]).toEqual([2, 2]);
    expect(await counted('ledger_transaction')).toBe(1);
    expect(await available(first, first.demoKey)).toBe('100');
  });

  it('take a new value of DEMO_API_KEY, and keep the old key working', async () => {
    const newKey = 'tg_another_demo_key_0123456789';
    const gateway = await another({ DEMO_API_KEY: newKey });
    await another({ DEMO_API_KEY: newKey });
    expect(await available(gateway, newKey)).toBe('100');
    expect(await available(gateway, first.demoKey)).toBe('100');
    expect(await counted('api_key')).toBe(3);
  });

  it('keep a random key when none is configured, and replace it once it was revoked', async () => {
    const keys = async (gateway: TestGateway): Promise<string> => / Demo key +(\S+)/.exec(gateway.logs())?.[1] ?? '';
    const random = await keys(await another({ DEMO_API_KEY: '' }));
    expect(random).toMatch(/^tgk_[0-9A-Za-z]{49}$/);
    const gateway = await another({ DEMO_API_KEY: '' });
    expect(await keys(gateway)).toBe(random);
    const { data } = await gateway.ask('{ apiKeys { id prefix } }', {}, { key: random });
    const { id } = data.apiKeys.find(({ prefix }: { prefix: string }) => random.startsWith(prefix));
    await revokeKey(gateway.ask, gateway.demoKey, { id });
    const after = await another({ DEMO_API_KEY: '' });
    expect(await keys(after)).not.toBe(random);
    expect(await available(after, await keys(after))).toBe('100');
    expect((await after.ask(BALANCE, {}, { key: random })).status).toBe(401);
  });

  it('bring no secret back that was replaced, and no key from its networks', async () => {
    const secret = 'tg_demo_key_that_is_rotated';
    const gateway = await another({ DEMO_API_KEY: secret });
    const { data } = await gateway.ask('{ viewer { apiKeyId } }', {}, { key: secret });
    const { apiKeyId: id } = data.viewer;
    const change = `mutation { updateApiKey(input: { id: "${id}", allowedIps: ["203.0.113.7"] }) { userErrors { code } } }`;
    await gateway.ask(change, {}, { key: first.demoKey });
    const count = await counted('api_key');
    const again = await another({ DEMO_API_KEY: secret });
    expect((await again.ask(BALANCE, {}, { key: secret })).errors?.[0].extensions.reason).toBe('ADDRESS_NOT_ALLOWED');
    const rotate = `mutation { rotateApiKey(input: { id: "${id}", graceHours: 1 }) { userErrors { code } } }`;
    await gateway.ask(rotate, {}, { key: first.demoKey });
    const later = (): Date => new Date(Date.now() + 2 * 3_600_000);
    const start = startTestGateway({ besides: first, environment: { DEMO_API_KEY: secret }, now: later });
    await expect(start).rejects.toThrow('DEMO_API_KEY was replaced when its key was rotated');
    expect(await counted('api_key')).toBe(count);
  });

  it('take no secret that begins like ours and has another checksum', async () => {
    const mistyped = `tgk_${'0'.repeat(49)}`;
    await expect(another({ DEMO_API_KEY: mistyped })).rejects.toThrow('DEMO_API_KEY begins with tgk_');
    await expect(another({ OPERATOR_API_KEY: mistyped })).rejects.toThrow('OPERATOR_API_KEY begins with tgk_');
  });

  it('may not share a key', async () => {
    await expect(another({ DEMO_API_KEY: first.operatorKey, OPERATOR_API_KEY: '' })).rejects.toThrow(
      'DEMO_API_KEY is the key of another account already',
    );
  });

  it('leave out the demo account where others can reach the gateway', async () => {
    const before = await counted('api_key');
    const gateway = await another({
      DEMO_API_KEY: '',
      PUBLIC_URL: 'https://tollgate.example.com',
      PAYMENTS: 'simulated',
    });
    expect(gateway.logs()).toContain('Demo key     none');
    expect(gateway.url).toBe('https://tollgate.example.com');
    expect(await counted('api_key')).toBe(before);
  });
});
