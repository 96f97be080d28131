// What can happen, and what a consumer is told of it: `{ type, timestamp, data }`, as Standard Webhooks has it
// (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
// Amounts are decimal strings, moments RFC 3339, ids the public ones.

export const WEBHOOK_EVENT_TYPES = [
  'generation.started',
  'generation.completed',
  'generation.failed',
  'generation.canceled',
  'credits.low_balance',
  'credits.expiring',
  'purchase.paid',
  'auto_top_up.succeeded',
  'auto_top_up.failed',
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
  readonly 'webhook.test': { readonly message: string };
}

/** Something that happened to an account, to be told in the transaction that makes it so. */
export type NewWebhookEvent = {
  readonly [Type in WebhookEventType]: {
    readonly accountId: string;
    readonly type: Type;
    readonly data: WebhookEventData[Type];
    readonly occurredAt: Date;
    /** Told here too, besides the account's endpoints: the checked webhookUrl of a generation. */
    readonly url?: string | undefined;
  };
}[WebhookEventType];

/** The body that is signed and sent. */
export function toBody(event: { readonly type: string; readonly createdAt: Date; readonly data: unknown }): string {
  return JSON.stringify({ type: event.type, timestamp: event.createdAt.toISOString(), data: event.data });
}
