// What an API key must be allowed to do for a field. Any one of the scopes is enough. Every root field stands here (a test
// holds it to that), and so does every field that leads from what one scope shows to what another one guards.
import type { Scope, VerifiedKey } from '../../keys/index.ts';
import type { Named } from '../ids.ts';

/** Any valid key. */
const ANY_KEY: readonly Scope[] = [];

export const REQUIRED_SCOPES: Readonly<Record<string, readonly Scope[]>> = {
  'Query.account': ['ACCOUNT_READ'],
  'Query.balance': ['ACCOUNT_READ'],
  'Query.estimate': ['GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ'],
  'Query.estimates': ['GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ'],
  'Query.models': ANY_KEY,
  'Query.model': ANY_KEY,
  'Query.generation': ['GENERATION_READ'],
  'Query.generations': ['GENERATION_READ'],
  'Query.receipt': ['GENERATION_READ', 'ACCOUNT_READ'],
  'Query.heldGenerations': ['OPERATOR'],
  'Query.usage': ['ACCOUNT_READ'],
  'Query.anomalies': ['ACCOUNT_READ'],
  'Query.transactions': ['ACCOUNT_READ'],
  'Query.verifyLedger': ['ACCOUNT_READ'],
  'Query.creditPacks': ANY_KEY,
  'Query.plans': ANY_KEY,
  'Query.priceBooks': ['OPERATOR'],
  'Query.rehearsePriceBook': ['OPERATOR'],
  'Query.purchases': ['ACCOUNT_READ'],
  'Query.invoices': ['ACCOUNT_READ'],
  'Query.apiKeys': ['ACCOUNT_READ', 'KEYS_WRITE'],
  'Query.webhookEndpoints': ['ACCOUNT_READ', 'KEYS_WRITE'],
  'Query.webhookDeliveries': ['ACCOUNT_READ', 'KEYS_WRITE'],
  // What an id names decides: see NODE_SCOPES.
  'Query.node': ANY_KEY,

  'Mutation.quote': ['GENERATION_WRITE'],
  'Mutation.generate': ['GENERATION_WRITE'],
  'Mutation.cancelGeneration': ['GENERATION_WRITE'],
  'Mutation.buyCreditPack': ['BILLING_WRITE'],
  'Mutation.configureAutoTopUp': ['BILLING_WRITE'],
  'Mutation.configureWarnings': ['BILLING_WRITE'],
  'Mutation.changePlan': ['BILLING_WRITE'],
  'Mutation.billingPortal': ['BILLING_WRITE'],
  'Mutation.createApiKey': ['KEYS_WRITE'],
  'Mutation.updateApiKey': ['KEYS_WRITE'],
  'Mutation.revokeApiKey': ['KEYS_WRITE'],
  // Who may say where the account's affairs are told may as well hand out keys to it.
  'Mutation.createWebhookEndpoint': ['KEYS_WRITE'],
  'Mutation.updateWebhookEndpoint': ['KEYS_WRITE'],
  'Mutation.deleteWebhookEndpoint': ['KEYS_WRITE'],
  'Mutation.rotateWebhookSecret': ['KEYS_WRITE'],
  'Mutation.sendTestWebhook': ['KEYS_WRITE'],
  'Mutation.replayWebhooks': ['KEYS_WRITE'],
  'Mutation.createAccount': ['OPERATOR'],
  'Mutation.grantCredits': ['OPERATOR'],
  'Mutation.refundCharge': ['OPERATOR'],
  'Mutation.refundPurchase': ['OPERATOR'],
  'Mutation.setBillingMode': ['OPERATOR'],
  'Mutation.settleGeneration': ['OPERATOR'],
  'Mutation.publishPriceBook': ['OPERATOR'],

  'Subscription.generationUpdated': ['GENERATION_READ'],
  'Subscription.balanceUpdated': ['ACCOUNT_READ'],
  'Subscription.transactionPosted': ['ACCOUNT_READ'],

  'Transaction.generation': ['GENERATION_READ'],
  'Receipt.generation': ['GENERATION_READ'],
  'LotShare.lot': ['ACCOUNT_READ'],
  // An estimate knows the balance.
  'Model.estimate': ['GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ'],
};

/** What node(id) needs, by the kind of thing that the id names. */
export const NODE_SCOPES: Readonly<Record<Named['kind'], readonly Scope[]>> = {
  account: ['ACCOUNT_READ'],
  apiKey: ['ACCOUNT_READ', 'KEYS_WRITE'],
  generation: ['GENERATION_READ'],
  invoice: ['ACCOUNT_READ'],
  lot: ['ACCOUNT_READ'],
  model: ANY_KEY,
  purchase: ['ACCOUNT_READ'],
  quote: ['GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ'],
  transaction: ['ACCOUNT_READ'],
  webhookEndpoint: ['ACCOUNT_READ', 'KEYS_WRITE'],
};

export function mayUse(key: Pick<VerifiedKey, 'scopes'>, required: readonly Scope[]): boolean {
  return required.length === 0 || required.some((scope) => key.scopes.includes(scope));
}
