// Automatic top-ups on a real database, against the Stripe simulator over HTTP and through the official library.
import { type CreditPack, createCatalog } from '../../../src/catalog/index.ts';
import { createTopUps } from '../../../src/purchases/top-up/create-top-ups.ts';
import type { ConfigureTopUp, TopUps } from '../../../src/purchases/top-up/top-up.ts';
import type { TopUpContext } from '../../../src/purchases/top-up/top-up-context.ts';
import { credits } from '../../support/ledger-world.ts';
import { openShop, type Shop } from '../shop.ts';

const usd = (minorUnits: bigint) => ({ minorUnits, currency: 'USD' });
const PACKS: readonly CreditPack[] = [
  { id: 'small', name: 'Small', credits: credits('25'), validity: 'DAYS_30', price: usd(2_500n) },
  { id: 'large', name: 'Large', credits: credits('100'), validity: 'LIFETIME', price: usd(9_000n) },
];

export interface TopUpWorld {
  readonly shop: Shop;
  readonly context: TopUpContext;
  readonly topUps: TopUps;
  /** Another gateway, or one to which something happens. */
  besides(change: Partial<TopUpContext>): TopUps;
  /** An account with credits, and a customer with a saved card (`pm_card_visa`); undefined: without one. */
  newCustomer(balance: string, card?: string): Promise<{ accountId: string; customerId: string }>;
  /** Saves another card for the customer and makes it the usual one. */
  giveCard(customerId: string, card: string): Promise<string>;
  /** Pack small (25 credits for 25 USD) below 5 credits, at most 100 USD a month. */
  configure(accountId: string, change?: Partial<ConfigureTopUp>): ReturnType<TopUps['configure']>;
  /** Successful payments at the simulator, oldest first. */
  charges(customerId: string): Promise<{ amount: number; created: number }[]>;
  /** Every time somebody asked for money, declined ones too. */
  attempts(customerId: string): Promise<number>;
  later(minutes: number): void;
}

export async function openTopUpWorld(): Promise<TopUpWorld> {
  const shop = await openShop();
  const { world, stripe } = shop;
  const customers = new Map<string, string>();
  const context: TopUpContext = {
    database: world.database,
    ledger: world.ledger,
    catalog: createCatalog({
      name: 'test',
      creditUnit: { one: 'credit', many: 'credits', meaning: 'a test credit' },
      models: [],
      packs: PACKS,
      plans: [],
      priceVersion: 'test@1',
    }),
    accounts: { find: () => Promise.resolve(undefined) },
    payments: shop.payments,
    customerOf: (accountId) => Promise.resolve(customers.get(accountId) ?? ''),
    now: () => world.clock.now,
    publicUrl: () => shop.baseUrl,
    log: { warn: (details) => shop.problems.push(details), error: (details) => shop.problems.push(details) },
  };
  const topUps = createTopUps(context);
  const giveCard = async (customer: string, card: string): Promise<string> => {
    const method = await stripe.paymentMethods.attach(card, { customer });
    await stripe.customers.update(customer, { invoice_settings: { default_payment_method: method.id } });
    return method.id;
  };
  const intents = async (customer: string) => (await stripe.paymentIntents.list({ customer, limit: 100 })).data;
  return {
    shop,
    context,
    topUps,
    besides: (change) => createTopUps({ ...context, ...change }),
    newCustomer: async (balance, ...cards) => {
      const card = cards.length === 0 ? 'pm_card_visa' : cards[0];
      const accountId = await world.newAccount(balance);
      const { id: customerId } = await stripe.customers.create({ metadata: { account: accountId } });
      customers.set(accountId, customerId);
      if (card !== undefined) await giveCard(customerId, card);
      return { accountId, customerId };
    },
    giveCard,
    configure: (accountId, change = {}) =>
      topUps.configure({
        accountId,
        enabled: true,
        threshold: credits('5'),
        packId: 'small',
        target: undefined,
        monthlyCap: { minorUnits: 10_000n, currency: 'USD' },
        ...change,
      }),
    charges: async (customerId) => {
      const all = await intents(customerId);
      return all
        .filter(({ status }) => status === 'succeeded')
        .map(({ amount, created }) => ({ amount, created }))
        .toReversed();
    },
    attempts: async (customerId) => (await intents(customerId)).length,
    later: (minutes) => {
      world.clock.now = new Date(world.clock.now.getTime() + minutes * 60_000);
    },
  };
}
