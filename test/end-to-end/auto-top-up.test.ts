// A customer sets up an automatic top-up through the API and the checkout page, and never runs out.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import type { GraphqlAnswer } from '../support/gateway-client.ts';
import { BALANCE, GENERATE, generateInput } from '../support/gateway-operations.ts';
import { waitUntil } from '../support/wait-until.ts';

let gateway: TestGateway;

const CONFIGURE = `mutation ($input: ConfigureAutoTopUpInput!) {
  configureAutoTopUp(input: $input) {
    autoTopUp { state threshold pack { id } monthlyCap { amount currency } }
    setupUrl
    userErrors { __typename code message path ... on ParameterError { allowed } }
  }
}`;
const SHOWN = `{ account {
  autoTopUp { state spentThisMonth { amount } countedThisMonth { amount } lastAttempts { status reason available threshold shortfall } }
  warnings { thresholds lowBalance { threshold available } }
} }`;
const WARN = `mutation ($input: ConfigureWarningsInput!) {
  configureWarnings(input: $input) { warnings { thresholds lowBalance { threshold } } userErrors { code path } }
}`;
const INPUT = { enabled: true, threshold: '1', packId: 'pack-10', monthlyCap: { amount: '50.00', currency: 'USD' } };

/** Far from the end of a month, whenever this runs: what is spent counts by the month. */
const MIDDLE_OF_MONTH = Date.UTC(2027, 0, 15, 12);

beforeAll(async () => {
  const ahead = MIDDLE_OF_MONTH - Date.now();
  gateway = await startTestGateway({ now: () => new Date(Date.now() + ahead) });
});

afterAll(async () => {
  await gateway.stop();
});

const configure = (key: string, change: object = {}): Promise<GraphqlAnswer> =>
  gateway.ask(CONFIGURE, { input: { ...INPUT, ...change } }, { key });

const saveCard = (setupUrl: string): Promise<Response> =>
  fetch(`${setupUrl}/pay`, {
    method: 'POST',
    body: new URLSearchParams({ number: '4242424242424242' }),
    redirect: 'manual',
  });

const available = async (key: string): Promise<string> =>
  String((await gateway.ask(BALANCE, {}, { key })).data.balance.available);

describe('an automatic top-up', () => {
  it('asks for a payment method, then tops up below the threshold and says why', async () => {
    const { key } = await gateway.newAccount('0.9');
    const first = (await configure(key)).data.configureAutoTopUp;
    expect(first).toMatchObject({ autoTopUp: null, userErrors: [{ code: 'PAYMENT_METHOD_MISSING' }] });
    await saveCard(first.setupUrl);
    const second = (await configure(key)).data.configureAutoTopUp;
    expect(second).toMatchObject({ autoTopUp: { state: 'READY', pack: { id: 'pack-10' } }, userErrors: [] });
    await waitUntil('the credits arrive', async () => (await available(key)) === '10.9');
    expect((await gateway.ask(SHOWN, {}, { key })).data.account.autoTopUp).toEqual({
      state: 'READY',
      spentThisMonth: { amount: '10.00' },
      countedThisMonth: { amount: '10.00' },
      lastAttempts: [
        {
          status: 'SUCCEEDED',
          reason: 'BALANCE_BELOW_THRESHOLD',
          available: '0.9',
          threshold: '1',
          shortfall: null,
        },
      ],
    });
  });

  it('tops up for a generation that was refused, which succeeds when it is asked again', async () => {
    const { key } = await gateway.newAccount('0.01');
    await saveCard((await configure(key, { threshold: '0' })).data.configureAutoTopUp.setupUrl);
    await configure(key, { threshold: '0' });
    const input = generateInput();
    const refused = (await gateway.ask(GENERATE, { input }, { key })).data.generate;
    expect(refused.userErrors).toMatchObject([{ code: 'INSUFFICIENT_CREDITS', shortfall: '0.042' }]);
    await waitUntil('the credits arrive', async () => (await available(key)) === '10.01');
    const accepted = (await gateway.ask(GENERATE, { input }, { key })).data.generate;
    expect(accepted).toMatchObject({ userErrors: [], replayed: false });
    expect((await gateway.ask(SHOWN, {}, { key })).data.account.autoTopUp.lastAttempts).toMatchObject([
      { reason: 'RESERVATION_REFUSED', shortfall: '0.042' },
    ]);
  });

  it('refuses what makes no sense, and says what would', async () => {
    const { key } = await gateway.newAccount('0');
    const errorOf = async (change: object) => (await configure(key, change)).data.configureAutoTopUp.userErrors[0];
    expect(await errorOf({ threshold: '-1' })).toMatchObject({ code: 'INVALID_PARAMETER', path: ['threshold'] });
    expect(await errorOf({ monthlyCap: { amount: '9.99', currency: 'USD' } })).toMatchObject({
      path: ['monthlyCap'],
      allowed: ['at least 10.00 USD'],
    });
    expect(await errorOf({ monthlyCap: { amount: '50.00', currency: 'EUR' } })).toMatchObject({ allowed: ['USD'] });
    expect(await errorOf({ packId: 'pack-11' })).toMatchObject({ code: 'PACK_NOT_FOUND' });
    expect(await errorOf({ monthlyCap: { amount: '1.234', currency: 'USD' } })).toMatchObject({
      path: ['monthlyCap'],
    });
  });
});

describe('a warning', () => {
  it('is there once the balance is below the threshold of the account', async () => {
    const { key } = await gateway.newAccount('20');
    const done = await gateway.ask(WARN, { input: { thresholds: ['25', '5'] } }, { key });
    expect(done.data.configureWarnings).toEqual({
      warnings: { thresholds: ['5', '25'], lowBalance: [{ threshold: '25' }] },
      userErrors: [],
    });
    const refused = await gateway.ask(WARN, { input: { thresholds: ['-1'] } }, { key });
    expect(refused.data.configureWarnings.userErrors).toEqual([{ code: 'INVALID_PARAMETER', path: ['thresholds'] }]);
    const shown = await gateway.ask(SHOWN, {}, { key });
    expect(shown.data.account.warnings).toEqual({
      thresholds: ['5', '25'],
      lowBalance: [{ threshold: '25', available: '20' }],
    });
  });
});
