// The enums of the contract. A GraphQL enum needs an object; TypeScript's side stays a union of literals.
import { registerEnumType } from 'type-graphql';
import type { AccountStatus, BillingMode } from '../../accounts/index.ts';
import type { ModelKind, PackValidity } from '../../catalog/index.ts';
import type { GenerationStatus } from '../../generation/index.ts';
import type { Scope } from '../../keys/index.ts';
import type { CreditSource, TransactionType } from '../../ledger/index.ts';
import type { Exactness } from '../../pricing/index.ts';
import type { PurchaseStatus, SubscriptionStatus } from '../../purchases/index.ts';

/** Registers an enum whose names and values are the same; every value comes with its description. */
export function enumType<Value extends string>(
  name: string,
  description: string,
  values: Readonly<Record<Value, string>>,
): Readonly<Record<Value, Value>> {
  const names = Object.keys(values) as Value[];
  const enumObject = Object.fromEntries(names.map((value) => [value, value])) as Record<Value, Value>;
  const valuesConfig = Object.fromEntries(names.map((value) => [value, { description: values[value] }]));
  registerEnumType(enumObject, { name, description, valuesConfig: valuesConfig as never });
  return enumObject;
}

export const ModelKindEnum = enumType<ModelKind>('ModelKind', 'What a model makes.', {
  IMAGE: 'Still pictures.',
  VIDEO: 'Moving pictures.',
  VOICE: 'Speech.',
  MUSIC: 'Music.',
  SOUND: 'Sound effects.',
});

export const ExactnessEnum = enumType<Exactness>('Exactness', 'Whether a price is known before the work.', {
  EXACT: 'The request alone decides the cost.',
  APPROXIMATE: 'The cost depends on what comes out; it is never above maxCost.',
});

export const CreditSourceEnum = enumType<CreditSource>('CreditSource', 'Where the credits of a lot come from.', {
  PACK: 'A credit pack that was bought.',
  PLAN: 'The monthly credits of a plan.',
  PROMOTION: 'A gift.',
  AUTO_TOP_UP: 'An automatic top-up.',
  REFUND: 'Credits given back.',
  ADJUSTMENT: 'A correction by the operator.',
});

export const TransactionTypeEnum = enumType<TransactionType>('TransactionType', 'What a transaction did.', {
  ADD: 'Credits were added.',
  RESERVE: 'Credits were set aside for a generation.',
  CHARGE: 'A generation was paid from its reservation; what was left over returned.',
  REFUND: 'Credits were given back: a reservation of which nothing was charged, or a charge, by the operator.',
  EXPIRE: 'Credits expired.',
  ADJUST: 'Credits that had been taken back were returned: their payment stands after all.',
  FREEZE: 'Credits cannot be spent while their payment is disputed.',
  RELEASE: 'Frozen credits can be spent again.',
  CLAWBACK: 'Credits were taken back because their payment went back, or to settle credits that were owed.',
  INVOICE: 'A postpaid invoice was settled.',
});

export const GenerationStatusEnum = enumType<GenerationStatus>('GenerationStatus', 'How far a generation is.', {
  QUEUED: 'Accepted; its credits are reserved.',
  RUNNING: 'A provider works on it.',
  SUCCEEDED: 'Delivered and charged, or held for review.',
  FAILED: 'Not delivered; its reservation was given back.',
  CANCELED: 'Stopped at your request; its reservation was given back.',
});

export const PackValidityEnum = enumType<PackValidity>('PackValidity', 'How long the credits of a pack can be used.', {
  DAYS_30: '30 days from payment.',
  DAYS_90: '90 days from payment.',
  LIFETIME: 'They do not expire.',
});

export const PurchaseStatusEnum = enumType<PurchaseStatus>('PurchaseStatus', 'How far a purchase is.', {
  PENDING: 'Waiting for the payment.',
  PAID: 'Paid; the credits were added.',
  FAILED: 'The payment failed.',
  EXPIRED: 'The checkout page was not used in time.',
  REFUNDED: 'The payment was returned.',
  DISPUTED: 'The payment is disputed.',
});

export const SubscriptionStatusEnum = enumType<SubscriptionStatus>(
  'SubscriptionStatus',
  "How a plan's subscription stands.",
  {
    INCOMPLETE: 'Its first payment is awaited.',
    INCOMPLETE_EXPIRED: 'Its first payment never came.',
    TRIALING: 'In a trial.',
    ACTIVE: 'Paid.',
    PAST_DUE: 'The last payment failed and is tried again; the plan stays until then.',
    CANCELED: 'Over.',
    UNPAID: 'The last payment failed for good; the account is on the free plan.',
    PAUSED: 'Paused; the account is on the free plan.',
  },
);

export const ScopeEnum = enumType<Scope>('Scope', 'What an API key may do.', {
  GENERATION_WRITE: 'Start generations.',
  GENERATION_READ: 'See generations and follow them.',
  ACCOUNT_READ: 'See balance, transactions, usage, purchases and keys.',
  BILLING_WRITE: 'Buy credits and change the plan.',
  KEYS_WRITE: 'Create, change and revoke API keys. Who holds it can make several: a daily limit bounds each of them.',
  OPERATOR: 'Run the gateway: create accounts, grant credits, give charges back and decide held costs.',
});

export const BillingModeEnum = enumType<BillingMode>('BillingMode', 'When an account pays.', {
  PREPAID: 'Credits are bought first.',
  POSTPAID: 'Invoiced monthly, up to a credit limit.',
});

export const AccountStatusEnum = enumType<AccountStatus>('AccountStatus', 'Whether an account may spend.', {
  ACTIVE: 'In use.',
  SUSPENDED: 'May look, but not spend.',
});
