// What can happen, and what a consumer is sent of it: `{ type, timestamp, data }`, as Standard Webhooks has it
// (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
// Amounts are decimal strings, moments RFC 3339, ids the public ones.
import type { WebhookFormatName } from '../decide/format-names.ts';

export const WEBHOOK_EVENT_TYPES = [
  'generation.started',
  'generation.completed',
  'generation.failed',
  'generation.canceled',
  'credits.low_balance',
  'credits.expiring',
  'purchase.paid',
  'purchase.refunded',
  'purchase.refund_failed',
  'purchase.disputed',
  'purchase.dispute_closed',
  'auto_top_up.succeeded',
  'auto_top_up.failed',
  'auto_top_up.cap_reached',
  'invoice.issued',
  'invoice.paid',
  'invoice.overdue',
  'invoice.uncollectible',
  'invoice.voided',
  'account.suspended',
  'account.reinstated',
  'anomaly.detected',
  'webhook.test',
] as const;

export type WebhookEventType = (typeof WEBHOOK_EVENT_TYPES)[number];

export interface GenerationEventData {
  readonly generationId: string;
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELED';
  readonly model: string;
  /** What was charged; null while it runs, and while it is held for review. */
  readonly cost: string | null;
  /** What of the reservation was given back; null like `cost`. */
  readonly creditsRefunded: string | null;
  readonly outputs: readonly OutputEventData[];
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

export interface OutputEventData {
  readonly url: string;
  readonly mimeType: string;
  readonly bytes: number;
  readonly width?: number;
  readonly height?: number;
  readonly durationMilliseconds?: number;
}

interface MoneyEventData {
  readonly amount: string;
  readonly currency: string;
}

export interface RefundEventData {
  /** `rfd_…`. */
  readonly refundId: string;
  /** Null when it was a plan that was paid. */
  readonly purchaseId: string | null;
  /** Taken from the wallet with the money. */
  readonly credits: string;
  readonly amount: MoneyEventData;
}

export interface InvoiceEventData {
  readonly invoiceId: string;
  /** The month that it bills: `2026-11`. */
  readonly month: string;
  /** The payment provider's number of it. */
  readonly number: string | null;
  readonly credits: string;
  readonly total: MoneyEventData;
  readonly dueAt: string | null;
  /** Where it is paid. */
  readonly payUrl: string | null;
}

/** UNPAID_INVOICE ends by itself when the invoices are paid, LOST_DISPUTE when what is owed is settled. */
export type SuspensionEventReason = 'UNPAID_INVOICE' | 'LOST_DISPUTE' | 'OPERATOR';

export interface AnomalyEventData {
  /** Counted per account: `anomalyDetected(afterNumber:)` goes on from it. */
  readonly number: number;
  readonly kind: 'REFUND_STREAK' | 'HIGH_CHARGE' | 'UNKNOWN_ACTIVITY' | 'STUCK_RESERVATION';
  readonly severity: 'INFO' | 'WARNING' | 'CRITICAL';
  /** For people: what was found, with its numbers, and what to do about it. */
  readonly message: string;
  readonly remedy: string;
  /** The key that it is about; null where it is about none of the account's. */
  readonly apiKeyId: string | null;
  /** Ids of transactions that show it, newest first; of many the last 20. */
  readonly evidence: readonly string[];
  readonly detectedAt: string;
}

export interface WebhookEventData {
  readonly 'generation.started': GenerationEventData;
  readonly 'generation.completed': GenerationEventData;
  readonly 'generation.failed': GenerationEventData;
  readonly 'generation.canceled': GenerationEventData;
  readonly 'credits.low_balance': {
    readonly available: string;
    readonly thresholdsCrossed: readonly { readonly threshold: string; readonly available: string }[];
  };
  readonly 'credits.expiring': { readonly credits: string; readonly expiresAt: string; readonly lotId: string };
  readonly 'purchase.paid': {
    readonly purchaseId: string;
    readonly packId: string;
    readonly credits: string;
    readonly price: MoneyEventData;
    readonly paidAt: string;
  };
  readonly 'purchase.refunded': RefundEventData;
  /** The provider could not hand over money that purchase.refunded announced: the credits are back. */
  readonly 'purchase.refund_failed': RefundEventData;
  /** What is left of its credits is frozen until the dispute is closed. */
  readonly 'purchase.disputed': { readonly purchaseId: string | null; readonly amount: MoneyEventData };
  readonly 'purchase.dispute_closed': {
    readonly purchaseId: string | null;
    readonly amount: MoneyEventData;
    readonly outcome: 'WON' | 'LOST';
    /** Taken back because it was lost; "0" when it was won. */
    readonly credits: string;
  };
  readonly 'auto_top_up.succeeded': {
    readonly purchaseId: string;
    readonly credits: string;
    readonly price: MoneyEventData;
  };
  readonly 'auto_top_up.failed': {
    readonly price: MoneyEventData;
    /** The payment provider's reason, where it gives one. */
    readonly declineCode: string | null;
    readonly message: string;
    /** Whether it is tried again without the customer doing anything. */
    readonly retrying: boolean;
  };
  /** It was needed, and nothing that it may buy fits under the cap: once a month. */
  readonly 'auto_top_up.cap_reached': {
    readonly monthlyCap: MoneyEventData;
    readonly countedThisMonth: MoneyEventData;
    readonly resumesAt: string;
  };
  readonly 'invoice.issued': InvoiceEventData;
  readonly 'invoice.paid': InvoiceEventData;
  readonly 'invoice.overdue': InvoiceEventData;
  readonly 'invoice.uncollectible': InvoiceEventData;
  readonly 'invoice.voided': InvoiceEventData;
  readonly 'account.suspended': {
    readonly reason: SuspensionEventReason;
    /** Where the unpaid invoices are paid; empty for another reason. */
    readonly payUrls: readonly string[];
  };
  readonly 'account.reinstated': { readonly reason: SuspensionEventReason };
  readonly 'anomaly.detected': AnomalyEventData;
  readonly 'webhook.test': { readonly message: string };
}

/** Something that happened to an account, to be published in the transaction that makes it so. */
export type NewWebhookEvent = {
  readonly [Type in WebhookEventType]: {
    readonly accountId: string;
    readonly type: Type;
    readonly data: WebhookEventData[Type];
    readonly occurredAt: Date;
    /** Published here too, besides the account's endpoints: the checked webhookUrl of a generation. */
    readonly url?: string | undefined;
    /** How it is written there; as Tollgate writes when undefined. */
    readonly urlFormat?: WebhookFormatName | undefined;
  };
}[WebhookEventType];

/** The body that is signed and sent. */
export function toBody(event: { readonly type: string; readonly createdAt: Date; readonly data: unknown }): string {
  return JSON.stringify({ type: event.type, timestamp: event.createdAt.toISOString(), data: event.data });
}
