// Money over real HTTP: refunds by an operator, forged webhooks, and checkouts that are not what they seem.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { connectDatabase, fromPublicId } from '../../src/database/index.ts';
import { createLedger } from '../../src/ledger/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { microCredits } from '../../src/money/index.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import type { Answer } from '../support/gateway-client.ts';
import { BALANCE, GENERATE, generateInput } from '../support/gateway-operations.ts';
import { withClient } from '../support/postgres.ts';
import { waitUntil } from '../support/wait-until.ts';

let gateway: TestGateway;

const BUY = `mutation ($input: BuyCreditPackInput!) {
  buyCreditPack(input: $input) {
    purchase { id status credits price { amount } } checkoutUrl replayed
    userErrors { __typename code message path ... on ParameterError { allowed } }
  }
}`;
const REFUND = `mutation ($input: RefundPurchaseInput!) {
  refundPurchase(input: $input) {
    refund { id status credits amount { amount currency } } replayed
    userErrors { code message path ... on ParameterError { allowed } }
  }
}`;
const PURCHASES = '{ purchases { nodes { id status price { amount } } } }';
const PUBLISH = `mutation ($input: PublishPriceBookInput!) {
  publishPriceBook(input: $input) { priceBook { version } userErrors { code message } }
}`;

beforeAll(async () => {
  gateway = await startTestGateway();
});

afterAll(() => gateway.stop());

interface Customer {
  readonly id: string;
  readonly key: string;
}

async function buy(key: string, input: object = {}): Promise<Answer> {
  const { data, errors } = await gateway.ask(
    BUY,
    { input: { packId: 'pack-10', idempotencyKey: 'one', ...input } },
    { key },
  );
  expect(errors).toBeUndefined();
  return data.buyCreditPack;
}

const available = async (key: string): Promise<string> =>
  (await gateway.ask(BALANCE, {}, { key })).data.balance.available;

const pay = (checkoutUrl: string): Promise<Response> =>
  fetch(`${checkoutUrl}/pay`, { method: 'POST', redirect: 'manual' });

/** An account that bought ten credits for ten dollars. */
async function newCustomer(): Promise<Customer & { readonly purchaseId: string }> {
  const customer = await gateway.newAccount('0');
  const { checkoutUrl, purchase } = await buy(customer.key);
  await pay(checkoutUrl);
  await waitUntil('the credits arrive', async () => (await available(customer.key)) === '10');
  return { ...customer, purchaseId: purchase.id };
}

async function refund(input: object, key = gateway.operatorKey): Promise<Answer> {
  const { data, errors } = await gateway.ask(
    REFUND,
    { input: { reason: 'Not needed', idempotencyKey: 'back', ...input } },
    { key },
  );
  expect(errors).toBeUndefined();
  return data.refundPurchase;
}

describe('an account that owes credits after a lost dispute', () => {
  it('may not spend, and pays what it owes by buying credits', async () => {
    const { key, id } = await newCustomer();
    const { data } = await gateway.ask(GENERATE, { input: generateInput() }, { key });
    await gateway.ended(data.generate.generation.id, key);
    const accountId = fromPublicId('acct', id) ?? '';
    const database = await connectDatabase({ url: gateway.databaseUrl, orm: ormConfig });
    const ledger = createLedger({ database, now: () => new Date() });
    const lost = { description: 'The dispute was lost', idempotencyKey: 'lost', inputHash: '' };
    const amount = microCredits(10_000_000n);
    await ledger.submit({ command: { kind: 'clawback', accountId, lot: 1, amount, cause: 'REFUNDED', ...lost } });
    await ledger.drain();
    await database.rows(
      `update account set status = 'SUSPENDED', suspension_reasons = '{LOST_DISPUTE}' where id = $1`,
      [accountId],
    );
    await database.close();
    expect((await gateway.ask('{ balance { available debt } }', {}, { key })).data.balance).toEqual({
      available: '0',
      debt: '0.052',
    });
    const input = generateInput({ idempotencyKey: 'while suspended' });
    const refused = (await gateway.ask(GENERATE, { input }, { key })).data.generate.userErrors;
    expect(refused).toMatchObject([{ code: 'ACCOUNT_SUSPENDED', message: expect.stringContaining('buyCreditPack') }]);
    const { checkoutUrl, userErrors } = await buy(key, { idempotencyKey: 'what is owed' });
    expect(userErrors).toEqual([]);
    await pay(checkoutUrl);
    await waitUntil('what is owed is paid', async () => (await available(key)) === '9.948');
    // At once, by the payment itself.
    const again = generateInput({ idempotencyKey: 'after paying' });
    await waitUntil('it may spend again', async () => {
      const { userErrors } = (await gateway.ask(GENERATE, { input: again }, { key })).data.generate;
      return userErrors.length === 0;
    });
  });
});

describe('a refund of a purchase', () => {
  it('gives back money for unused credits, once per key, and says what is left', async () => {
    const { id: accountId, key, purchaseId } = await newCustomer();
    const { data } = await gateway.ask(GENERATE, { input: generateInput() }, { key });
    await gateway.ended(data.generate.generation.id, key);
    const input = { accountId, purchaseId, credits: '4' };
    const first = await refund(input);
    expect(first).toMatchObject({
      refund: { status: 'DONE', credits: '4', amount: { amount: '4.00', currency: 'USD' } },
      replayed: false,
      userErrors: [],
    });
    expect(await refund(input)).toEqual({ ...first, replayed: true });
    expect(await available(key)).toBe('5.948');
    const other = await refund({ ...input, credits: '5' });
    expect(other).toMatchObject({ refund: null, userErrors: [{ code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' }] });
    const tooMuch = await refund({ ...input, credits: '6', idempotencyKey: 'more' });
    expect(tooMuch.userErrors).toMatchObject([
      { code: 'INVALID_PARAMETER', path: ['credits'], allowed: ['more than 0, at most 5.948'] },
    ]);
    expect(await refund({ accountId, purchaseId, idempotencyKey: 'rest' })).toMatchObject({
      refund: { credits: '5.948', amount: { amount: '5.94' } },
    });
    expect(await available(key)).toBe('0');
  });

  it('refuses what was not bought, not paid, or is no amount', async () => {
    const { id: accountId, purchaseId } = await newCustomer();
    const stranger = await gateway.newAccount('0');
    const { purchase } = await buy(stranger.key);
    const codeOf = async (input: object): Promise<string> => (await refund(input)).userErrors[0]?.code;
    expect(await codeOf({ accountId: stranger.id, purchaseId })).toBe('PURCHASE_NOT_FOUND');
    expect(await codeOf({ accountId, purchaseId: 'pur_nonsense' })).toBe('PURCHASE_NOT_FOUND');
    expect(await codeOf({ accountId: 'acct_nonsense', purchaseId })).toBe('INVALID_PARAMETER');
    expect(await codeOf({ accountId: stranger.id, purchaseId: purchase.id })).toBe('PURCHASE_NOT_REFUNDABLE');
    expect(await codeOf({ accountId, purchaseId, credits: '-1' })).toBe('INVALID_PARAMETER');
    expect(await codeOf({ accountId, purchaseId, reason: '' })).toBe('INVALID_PARAMETER');
  });

  it("is the operator's alone", async () => {
    const { id: accountId, key, purchaseId } = await newCustomer();
    const input = { accountId, purchaseId, reason: 'I want it', idempotencyKey: 'mine' };
    const { status, errors } = await gateway.ask(REFUND, { input }, { key });
    expect([status, errors?.[0].extensions.code]).toEqual([403, 'FORBIDDEN_SCOPE']);
    expect(await available(key)).toBe('10');
  });
});

/** What the gateway answers to a webhook with this body and signature. */
async function hook(body: string, signature: string | undefined): Promise<number> {
  const headers = {
    'content-type': 'application/json',
    ...(signature === undefined ? {} : { 'stripe-signature': signature }),
  };
  return (await fetch(`${gateway.url}/webhooks/stripe`, { method: 'POST', headers, body })).status;
}

async function webhookSecret(): Promise<string> {
  return withClient(gateway.databaseUrl, async (client) => {
    const { rows } = await client.query("select body from stripe_simulator_object where kind = 'secrets'");
    return String(rows[0].body.webhookSecret);
  });
}

/** The event that would pay a purchase, if anybody believed it. */
async function paidEvent(customer: Customer): Promise<string> {
  const { purchase, checkoutUrl } = await buy(customer.key);
  const session = {
    id: String(checkoutUrl).split('/').at(-1),
    object: 'checkout.session',
    mode: 'payment',
    client_reference_id: purchase.id,
    metadata: { account_id: customer.id, purchase_id: purchase.id },
    payment_status: 'paid',
    payment_intent: `pi_${purchase.id}`,
    amount_total: 1000,
    currency: 'usd',
  };
  const envelope = { id: `evt_${purchase.id}`, type: 'checkout.session.completed', created: 1, livemode: false };
  return JSON.stringify({ ...envelope, api_version: Stripe.API_VERSION, data: { object: session } });
}

const sign = (body: string, secret: string, seconds = Math.floor(Date.now() / 1000)): string =>
  `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;

describe('a webhook that would bring credits', () => {
  it('is refused when it is forged, expired, truncated or huge, and believed when it is signed', async () => {
    const customer = await gateway.newAccount('0');
    const body = await paidEvent(customer);
    const secret = await webhookSecret();
    const now = Math.floor(Date.now() / 1000);
    expect(await hook(body, undefined)).toBe(400);
    expect(await hook(body, sign(body, 'whsec_guessed'))).toBe(400);
    expect(await hook(body, sign(body, secret, now - 3_600))).toBe(400);
    expect(await hook(body, sign(body, secret).slice(0, -10))).toBe(400);
    expect(await hook(body, sign(body, secret).split(',')[0])).toBe(400);
    expect(await hook(body.slice(0, -1), sign(body, secret))).toBe(400);
    const larger = JSON.stringify({ ...JSON.parse(body), padding: 'x'.repeat(1_000_000) });
    expect(await hook(larger, sign(larger, secret))).toBe(413);
    expect(await available(customer.key)).toBe('0');
    expect(await hook(body, sign(body, secret))).toBe(200);
    expect(await available(customer.key)).toBe('10');
  });
});

describe('a checkout', () => {
  it.each(['successUrl', 'cancelUrl'])('leads nowhere but home: %s', async (field) => {
    const { key } = await gateway.newAccount('0');
    for (const url of [
      'https://evil.example.com/',
      `${gateway.url}@evil.example.com/`,
      'http://127.0.0.1.evil.example.com/',
    ]) {
      const { checkoutUrl, userErrors } = await buy(key, { [field]: url });
      expect([checkoutUrl, userErrors]).toEqual([
        null,
        [
          expect.objectContaining({
            code: 'INVALID_PARAMETER',
            path: [field],
            message: expect.stringContaining(field),
          }),
        ],
      ]);
    }
    const script = { packId: 'pack-10', idempotencyKey: 'script', [field]: 'javascript:alert(1)' };
    const { errors } = await gateway.ask(BUY, { input: script }, { key });
    expect(errors?.[0].extensions.code).toBe('BAD_USER_INPUT');
    expect((await buy(key, { [field]: `${gateway.url}/checkout/done?order=7` })).userErrors).toEqual([]);
  });

  it('refuses a pack that is not sold, and says which are', async () => {
    const { key } = await gateway.newAccount('0');
    expect((await buy(key, { packId: 'pack-7' })).userErrors).toMatchObject([
      {
        __typename: 'ParameterError',
        code: 'PACK_NOT_FOUND',
        path: ['packId'],
        allowed: expect.arrayContaining(['pack-10']),
      },
    ]);
  });

  it('sells what it said when the page was opened, whatever is published meanwhile', async () => {
    const { key } = await gateway.newAccount('0');
    const before = await buy(key, { packId: 'pack-25', idempotencyKey: 'before' });
    const storefront = JSON.parse(readFileSync('storefronts/usd-credits.json', 'utf8'));
    const pack = storefront.packs.find(({ id }: { id: string }) => id === 'pack-25');
    pack.price.amount = '30.00';
    const document = JSON.stringify(storefront);
    const published = await gateway.ask(PUBLISH, { input: { document } }, { key: gateway.operatorKey });
    expect(published.data.publishPriceBook.userErrors).toEqual([]);
    const after = await buy(key, { packId: 'pack-25', idempotencyKey: 'after' });
    expect([before.purchase.price.amount, after.purchase.price.amount]).toEqual(['25.00', '30.00']);
    await pay(before.checkoutUrl);
    await waitUntil('the credits arrive', async () => (await available(key)) === '25');
    const { data } = await gateway.ask(PURCHASES, {}, { key });
    expect(data.purchases.nodes).toMatchObject([
      { status: 'PENDING', price: { amount: '30.00' } },
      { status: 'PAID', price: { amount: '25.00' } },
    ]);
    expect(await buy(key, { packId: 'pack-25', idempotencyKey: 'before' })).toMatchObject({ replayed: true });
  });

  it('needs the scope to buy', async () => {
    const { key } = await gateway.newAccount('0');
    const create = 'mutation { createApiKey(input: { name: "reader", scopes: [ACCOUNT_READ] }) { secret } }';
    const { secret } = (await gateway.ask(create, {}, { key })).data.createApiKey;
    const warn = 'mutation { configureWarnings(input: { thresholds: ["1"] }) { userErrors { code } } }';
    const input = { packId: 'pack-10', idempotencyKey: 'no' };
    expect((await gateway.ask(BUY, { input }, { key: secret })).status).toBe(403);
    expect((await gateway.ask(warn, {}, { key: secret })).status).toBe(403);
    expect((await gateway.ask(warn, {}, { key })).data.configureWarnings.userErrors).toEqual([]);
  });
});
