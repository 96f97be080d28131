// Whose key it is, whose account, and how it pays.
import { z } from 'zod';
import { toPublicId } from '../../callers/index.ts';
import { type Call, route } from '../route.ts';
import { balanceNumber } from './credits.ts';
import { envelopeOf, success } from './envelope.ts';

const moment = z.iso.datetime().nullable();

const STATUS = envelopeOf(
  z.object({
    account_id: z.string(),
    apikey_id: z.string(),
    apikey_name: z.string().nullable(),
    apikey_prefix: z.string().nullable(),
    apikey_created_at: moment,
    apikey_last_used_at: moment,
    apikey_expires_at: moment,
  }),
);

const ACCOUNT = envelopeOf(
  z.object({
    account_id: z.string(),
    account_name: z.string(),
    account_email: z.string().nullable(),
    account_is_personal: z.boolean(),
    account_picture_url: z.string().nullable(),
    account_created_at: z.iso.datetime(),
  }),
);

const BILLING = envelopeOf(
  z.object({
    account_id: z.string(),
    billing_plan: z.string().nullable(),
    billing_credit_balance: z.number(),
    billing_subscription_status: z.string().nullable(),
    billing_cancel_at_period_end: z.boolean().nullable(),
    billing_currency: z.string().nullable(),
    billing_period_starts_at: moment,
    billing_period_ends_at: moment,
    billing_created_at: moment,
    billing_updated_at: moment,
  }),
);

/** The older path is answered, too. */
const billingRoute = (path: string, name: string) =>
  route({
    method: 'GET',
    path,
    name,
    summary: 'Balance, plan and subscription.',
    scopes: ['ACCOUNT_READ'],
    answers: { 200: BILLING },
    handle: async (call) => success(call, { message: 'Billing retrieved.', data: await billingOf(call) }),
  });

export const accountRoutes = [
  route({
    method: 'GET',
    path: '/v1/status',
    name: 'status',
    summary: 'Whose key it is.',
    scopes: ['ACCOUNT_READ'],
    answers: { 200: STATUS },
    handle: async (call) => success(call, { message: 'API is operational.', data: await keyOf(call) }),
  }),
  route({
    method: 'GET',
    path: '/v1/user/account',
    name: 'account',
    summary: 'Whose account it is.',
    scopes: ['ACCOUNT_READ'],
    answers: { 200: ACCOUNT },
    handle: async (call) => success(call, { message: 'Account retrieved.', data: accountOf(call) }),
  }),
  billingRoute('/v1/user/billing', 'user_billing'),
  billingRoute('/v1/billing', 'billing'),
];

const momentOf = (date: Date | undefined): string | null => date?.toISOString() ?? null;

async function keyOf({ services, viewer: { account, key } }: Call) {
  const [stored] = await services.keys.byIds(account.id, [key.id]);
  return {
    account_id: toPublicId('acct', account.id),
    apikey_id: toPublicId('key', key.id),
    apikey_name: key.name,
    apikey_prefix: key.prefix,
    apikey_created_at: momentOf(stored?.createdAt),
    apikey_last_used_at: momentOf(stored?.lastUsedAt),
    apikey_expires_at: momentOf(key.expiresAt),
  };
}

/** An account belongs to whoever has its keys: there is no other kind. */
function accountOf({ viewer: { account } }: Call) {
  return {
    account_id: toPublicId('acct', account.id),
    account_name: account.name,
    account_email: account.email ?? null,
    account_is_personal: false,
    account_picture_url: null,
    account_created_at: account.createdAt.toISOString(),
  };
}

async function billingOf({ services, viewer: { account, plan } }: Call) {
  const [balance, subscription] = await Promise.all([
    services.ledger.balance(account.id),
    services.purchases.subscriptionOf(account.id),
  ]);
  if (balance === undefined) throw new Error(`account ${account.id} has no wallet`);
  return {
    account_id: toPublicId('acct', account.id),
    billing_plan: plan.id,
    billing_credit_balance: balanceNumber(balance.available),
    billing_subscription_status: subscription?.status.toLowerCase() ?? null,
    billing_cancel_at_period_end: subscription?.cancelAtPeriodEnd ?? null,
    billing_currency: plan.price.currency.toLowerCase(),
    billing_period_starts_at: momentOf(subscription?.currentPeriodStart),
    billing_period_ends_at: momentOf(subscription?.currentPeriodEnd),
    billing_created_at: momentOf(subscription?.startedAt),
    billing_updated_at: momentOf(subscription?.updatedFromEventCreated),
  };
}
