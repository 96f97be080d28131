// A back office for tests: postpaid accounts on a real database, billed through the real Stripe library by the simulator.
import type Stripe from 'stripe';
import { createAccounts, openedAccount } from '../../src/accounts/index.ts';
import { createCatalog } from '../../src/catalog/index.ts';
import { newId } from '../../src/database/index.ts';
import {
  createInvoices,
  type Invoice,
  type InvoiceContext,
  type InvoicePayments,
  type InvoiceRoom,
  type Invoices,
} from '../../src/invoices/index.ts';
import { hashInput, type Outcome } from '../../src/ledger/index.ts';
import { createPurchases, createStripePayments, ensureCustomer, type Purchases } from '../../src/purchases/index.ts';
import { type Delivery, openShop, type Shop } from '../purchases/shop.ts';
import { credits } from '../support/ledger-world.ts';

export interface Office {
  readonly shop: Shop;
  readonly room: InvoiceRoom;
  readonly invoices: Invoices;
  readonly purchases: Purchases;
  readonly problems: Record<string, unknown>[];
  /** The real way to the simulator; a test may lead the room another way. */
  payments: InvoicePayments;
  at(time: string): void;
  newAccount(creditLimit?: string): Promise<string>;
  /** Reserves and charges; answers the generation. */
  charge(accountId: string, amount: string, model?: string): Promise<string>;
  reserve(accountId: string, amount: string): Promise<Outcome>;
  giveBack(accountId: string, generationId: string, amount: string): Promise<Outcome>;
  /** Rounds until there is nothing more to do. */
  round(): Promise<void>;
  /** Newest first. */
  list(accountId: string): Promise<Invoice[]>;
  status(accountId: string): Promise<string | undefined>;
  /** Hands over what the simulator has delivered since the last time. */
  deliver(deliveries?: readonly Delivery[]): Promise<void>;
  atStripe(invoice: Invoice): Promise<Stripe.Invoice>;
  /** The customer at Stripe who buys plans and packs for the account. */
  planCustomer(accountId: string): Promise<string>;
  /** The one who is sent its invoices. */
  invoiceCustomer(accountId: string): Promise<string>;
  /** All of an account. */
  invoicesAtStripe(accountId: string): Promise<Stripe.Invoice[]>;
  /** The same room with other ways to the database, the ledger or Stripe. */
  roomWith(parts: Partial<InvoiceContext>): InvoiceRoom;
  close(): Promise<void>;
}

const INSERT_GENERATION = `insert into generation (account_id, id, api_key_id, model, parameters, count, status,
    price_version, max_cost, cost_estimate, created_at, ended_at)
  values ($1, $2, $2, $3, '{}', 1, 'SUCCEEDED', 'test@1', 1, 1, $4, $4)`;

let offices = 0;

export async function openOffice(): Promise<Office> {
  const shop = await openShop();
  shop.webhooks = 'held';
  const { world } = shop;
  const { database, ledger, clock } = world;
  const now = () => clock.now;
  const accounts = createAccounts(database, now);
  const { apiKey: secretKey, webhookSecret } = shop.secrets;
  const apiBase = () => `${shop.baseUrl}/simulator/stripe`;
  const stripePayments = createStripePayments({ secretKey, webhookSecret, apiBase, retries: 0 });
  const catalog = createCatalog({
    name: 'test',
    creditUnit: {
      one: 'credit',
      many: 'credits',
      meaning: '1 credit = 1 USD',
      price: { billionths: 1_000_000_000n, currency: 'USD' },
    },
    models: [],
    packs: [],
    plans: [],
    priceVersion: 'test@1',
  });
  const problems: Record<string, unknown>[] = [];
  const log = {
    warn: (details: Record<string, unknown>) => problems.push(details),
    error: (details: Record<string, unknown>) => problems.push(details),
  };
  const customerParts = { database, accounts, payments: stripePayments, now };
  const invoiceCustomer = (accountId: string) => ensureCustomer(customerParts, accountId, 'BY_INVOICE');
  const context: InvoiceContext = {
    database,
    ledger,
    catalog,
    payments: {
      sendInvoice: (request) => office.payments.sendInvoice(request),
      findInvoice: (id) => office.payments.findInvoice(id),
    },
    customerOf: (accountId) => invoiceCustomer(accountId),
    terms: { daysUntilDue: 14, graceDays: 7 },
    now,
    log,
  };
  const room = createInvoices(context);
  const purchases: Purchases = createPurchases({
    ...{ database, ledger, catalog, accounts, payments: stripePayments, now, publicUrl: () => shop.baseUrl, log },
    outsideHandlers: { invoice: ({ subject }, itsLog) => room.handle(subject, itsLog) },
    invoiceMoneyBack: (moneyBack) => room.moneyBack(moneyBack),
    reviewInvoices: (accountId) => room.review(accountId),
  });
  const find = async (accountId: string) => accounts.find(accountId);
  let handed = 0;

  const office: Office = {
    shop,
    room,
    invoices: room.invoices,
    purchases,
    problems,
    payments: stripePayments,
    at: (time) => {
      clock.now = new Date(time);
    },
    newAccount: async (creditLimit = '1000') => {
      offices += 1;
      const email = `pay-${offices}@example.com`;
      const account = openedAccount(await accounts.create({ name: 'Postpaid', email, planId: 'scale', scopes: [] }));
      const limit = credits(creditLimit);
      const outcome = await room.invoices.setBillingMode({
        accountId: account.id,
        mode: 'POSTPAID',
        creditLimit: limit,
      });
      if (outcome.status === 'refused') throw new Error(outcome.refusal.code);
      return account.id;
    },
    charge: async (accountId, amount, model = 'bfl/flux-1.1-pro') => {
      const { generationId, status } = await world.reserve(accountId, amount);
      if (status !== 'applied') throw new Error(`the reservation was ${status}`);
      await database.rows(INSERT_GENERATION, [accountId, generationId, model, clock.now]);
      await ledger.submit({ command: { kind: 'charge', accountId, generationId, amount: credits(amount) } });
      return generationId;
    },
    reserve: (accountId, amount) => world.reserve(accountId, amount),
    giveBack: (accountId, generationId, amount) =>
      ledger.submit({
        command: {
          kind: 'refundCharge',
          accountId,
          generationId,
          amount: credits(amount),
          reason: 'not as ordered',
          idempotencyKey: newId(),
          inputHash: hashInput({ amount }),
        },
      }),
    round: async () => {
      let mayHaveMore = true;
      while (mayHaveMore) ({ mayHaveMore } = await room.runRound());
    },
    list: (accountId) => room.invoices.list({ accountId, limit: 50 }),
    status: async (accountId) => (await find(accountId))?.status,
    deliver: async (deliveries) => {
      const given = deliveries ?? shop.held.slice(handed);
      if (deliveries === undefined) handed = shop.held.length;
      for (const { rawBody, signature } of given) await purchases.receiveWebhook(rawBody, signature);
    },
    atStripe: ({ providerInvoiceId }) => shop.stripe.invoices.retrieve(String(providerInvoiceId)),
    invoiceCustomer,
    planCustomer: (accountId) => ensureCustomer(customerParts, accountId),
    invoicesAtStripe: async (accountId) => {
      const { data } = await shop.stripe.invoices.list({ customer: await invoiceCustomer(accountId) });
      return data;
    },
    roomWith: (parts) => createInvoices({ ...context, ...parts }),
    close: () => shop.close(),
  };
  return office;
}
