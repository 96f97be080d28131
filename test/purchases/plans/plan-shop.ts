// Subscribers for tests: accounts with a card, whose months pass on a test clock of their own.
import { type Accounts, createAccounts, openedAccount } from '../../../src/accounts/index.ts';
import type { ChangePlanOutcome, ChangePlanRequest, Purchases } from '../../../src/purchases/index.ts';
import { advance, giveCard, seconds } from '../../simulators/stripe/simulated-stripe.ts';
import { type Delivery, openShop, type Shop, type ShopOptions } from '../shop.ts';

export interface PlanShop extends Shop {
  readonly accounts: Accounts;
  /** On the free plan, without a customer at the provider. */
  newAccount(more?: { readonly email?: string; readonly planId?: string }): Promise<string>;
  /** With a card, on a test clock that stands at `at`. */
  newSubscriber(at: string, card?: string): Promise<Subscriber>;
  change(accountId: string, planId: string, more?: Partial<ChangePlanRequest>): Promise<ChangePlanOutcome>;
  planOf(accountId: string): Promise<string | undefined>;
  /** Credits that plans gave, by their lots, in the order they came. */
  lots(accountId: string): Promise<string[]>;
  receive(delivery: Delivery): ReturnType<Purchases['receiveWebhook']>;
  control(path: string, body: unknown): Promise<void>;
}

export interface Subscriber {
  readonly accountId: string;
  readonly customerId: string;
  advance(to: string): Promise<void>;
}

let keys = 0;
let subscribers = 0;

export async function openPlanShop(options: ShopOptions = {}): Promise<PlanShop> {
  const shop = await openShop(options);
  const { world, stripe, purchases } = shop;
  const accounts = createAccounts(world.database, () => world.clock.now);
  const newAccount: PlanShop['newAccount'] = async ({ email, planId = 'free' } = {}) => {
    return openedAccount(await accounts.create({ name: 'Ada', email, planId, scopes: [] })).id;
  };
  return Object.assign(shop, {
    accounts,
    newAccount,
    newSubscriber: async (at: string, card = 'pm_card_visa') => {
      subscribers += 1;
      const accountId = await newAccount({ email: `subscriber-${subscribers}@example.com` });
      const clock = await stripe.testHelpers.testClocks.create({ frozen_time: seconds(at) });
      const { id: customerId } = await stripe.customers.create({ test_clock: clock.id });
      await giveCard(stripe, customerId, card);
      await world.database.rows(
        'insert into stripe_customer (account_id, customer_id, created_at) values ($1, $2, $3)',
        [accountId, customerId, world.clock.now],
      );
      return { accountId, customerId, advance: (to: string) => advance(stripe, clock.id, to) };
    },
    change: (accountId: string, planId: string, more: Partial<ChangePlanRequest> = {}) => {
      keys += 1;
      const request = {
        accountId,
        planId,
        idempotencyKey: `change-${keys}`,
        successUrl: undefined,
        cancelUrl: undefined,
      };
      return purchases.changePlan({ ...request, ...more });
    },
    planOf: async (accountId: string) => (await accounts.find(accountId))?.planId,
    lots: async (accountId: string) => {
      const rows = await world.database.rows<{ granted: bigint }>(
        `select granted from lot where account_id = $1 and source = 'PLAN' order by number`,
        [accountId],
      );
      return rows.map(({ granted }) => (Number(granted) / 1e6).toString());
    },
    receive: ({ rawBody, signature }: Delivery) => purchases.receiveWebhook(rawBody, signature),
    control: async (path: string, body: unknown) => {
      const response = await fetch(`${shop.baseUrl}/simulator/stripe/control/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${shop.secrets.apiKey}` },
        body: JSON.stringify(body),
      });
      if (!response.ok) throw new Error(await response.text());
    },
  });
}

export function checkoutOf(outcome: ChangePlanOutcome): string {
  if (outcome.status === 'refused') throw new Error(outcome.refusal.code);
  if (outcome.checkoutUrl === undefined) throw new Error('there is no checkout');
  return outcome.checkoutUrl;
}

export function pay(checkoutUrl: string, number?: string): Promise<Response> {
  const body = new URLSearchParams(number === undefined ? {} : { number });
  return fetch(`${checkoutUrl}/pay`, { method: 'POST', body, redirect: 'manual' });
}
