// What is written about, and what has happened when it is: the facts of each occasion are what its e-mail is written from.

/** What an account chooses: each can be switched off. */
export const EMAIL_KINDS = [
  'LOW_BALANCE',
  'EXPIRING_CREDITS',
  'TOP_UP_FAILED',
  'RECEIPT',
  'INVOICE',
  'KEY_CREATED',
] as const;

export type EmailKind = (typeof EMAIL_KINDS)[number];

interface Price {
  readonly amount: string;
  readonly currency: string;
}

interface InvoiceFacts {
  /** The month that it bills: `2026-11`. */
  readonly month: string;
  readonly number: string | null;
  readonly credits: string;
  readonly total: Price;
  readonly dueAt: string | null;
  readonly payUrl: string | null;
}

interface KeyFacts {
  readonly name: string;
  /** How the secret begins. */
  readonly prefix: string;
}

/** Amounts are decimal strings, moments RFC 3339, ids the public ones, as in a webhook about the same. */
export interface EmailFacts {
  readonly 'credits.low_balance': {
    readonly available: string;
    readonly thresholdsCrossed: readonly { readonly threshold: string }[];
  };
  readonly 'credits.expiring': { readonly credits: string; readonly expiresAt: string };
  readonly 'auto_top_up.failed': { readonly price: Price; readonly message: string; readonly retrying: boolean };
  readonly 'auto_top_up.cap_reached': { readonly monthlyCap: Price; readonly resumesAt: string };
  readonly 'auto_top_up.succeeded': { readonly purchaseId: string; readonly credits: string; readonly price: Price };
  readonly 'purchase.paid': {
    readonly purchaseId: string;
    readonly credits: string;
    readonly price: Price;
    readonly paidAt: string;
  };
  readonly 'purchase.refunded': { readonly refundId: string; readonly credits: string; readonly amount: Price };
  readonly 'plan.paid': { readonly plan: string; readonly credits: string; readonly price: Price };
  readonly 'invoice.issued': InvoiceFacts;
  readonly 'invoice.overdue': InvoiceFacts;
  readonly 'invoice.paid': InvoiceFacts;
  readonly 'api_key.created': KeyFacts;
  readonly 'api_key.rotated': KeyFacts;
}

export type EmailOccasion = keyof EmailFacts;

const KIND_OF: ReadonlyMap<string, EmailKind> = new Map<EmailOccasion, EmailKind>([
  ['credits.low_balance', 'LOW_BALANCE'],
  ['credits.expiring', 'EXPIRING_CREDITS'],
  ['auto_top_up.failed', 'TOP_UP_FAILED'],
  ['auto_top_up.cap_reached', 'TOP_UP_FAILED'],
  ['auto_top_up.succeeded', 'RECEIPT'],
  ['purchase.paid', 'RECEIPT'],
  ['purchase.refunded', 'RECEIPT'],
  ['plan.paid', 'RECEIPT'],
  ['invoice.paid', 'RECEIPT'],
  ['invoice.issued', 'INVOICE'],
  ['invoice.overdue', 'INVOICE'],
  ['api_key.created', 'KEY_CREATED'],
  ['api_key.rotated', 'KEY_CREATED'],
]);

/** Undefined: nobody is written to about it. */
export const kindOf = (occasion: string): EmailKind | undefined => KIND_OF.get(occasion);

export const isEmailOccasion = (type: string): type is EmailOccasion => KIND_OF.has(type);
