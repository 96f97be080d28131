// The port every provider adapter implements: submit a piece of work, ask about it, cancel it, check its webhooks.
import type { ProviderModel } from '../catalog/index.ts';

/** What was delivered, as measured from the file itself, never as claimed by a provider. */
export interface MeasuredOutput {
  /** Absolute address a customer can fetch; unguessable. */
  readonly url: string;
  readonly mimeType: string;
  readonly bytes: number;
  /** Pixels; absent for audio. */
  readonly width?: number;
  readonly height?: number;
  /** Length of audio or video; absent for a still image. */
  readonly durationMilliseconds?: number;
}

export type MediaKind = 'IMAGE' | 'VIDEO' | 'VOICE' | 'MUSIC' | 'SOUND';

export interface ProviderRequest {
  /** The attempt's id: the idempotency key towards the provider, so a repeated submit never starts a second job. */
  readonly attemptId: string;
  readonly model: string;
  readonly kind: MediaKind;
  readonly prompt: string | undefined;
  /** Validated against the model's JSON Schema, defaults applied. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** How many outputs were asked for, 1..100. */
  readonly count: number;
  /**
   * How this provider runs the model (`Model.upstream`). A provider whose models have names of their own refuses work
   * without it, and another may try; the sandbox needs none.
   */
  readonly upstream?: ProviderModel;
  /**
   * Until the model's deadline, and 0 or less past it. A call that is answered with the work itself is not begun without time,
   * and broken off when there is none left: what comes later is not wanted. No limit when absent.
   */
  readonly millisecondsLeft?: () => number;
  /** Public https address for webhooks about this attempt and no other; absent when the gateway has none. */
  readonly webhookUrl?: string;
}

/** What a finished piece of work may consist of. */
export type ExpectedOutputs = Pick<ProviderRequest, 'kind' | 'count'>;

export interface ProviderFailure {
  /**
   * Stable machine code: `CONTENT_POLICY`, `INVALID_INPUT` (the customer's own); `PROVIDER_UNAVAILABLE` (our credentials, our
   * configuration, nobody answers), `PROVIDER_OVERLOADED`, `PROVIDER_ERROR`, `PROVIDER_TIMEOUT`, `PROVIDER_ANSWER_LOST` (it may
   * have done the work and nobody can ask any more), `OUTPUT_UNREADABLE`, `UNSUPPORTED_REQUEST` (fits the model, not this provider).
   */
  readonly code: string;
  readonly message: string;
  /** Whether another provider, or a later try, may succeed. Customer errors are never retryable. */
  readonly retryable: boolean;
  /** How long the provider wants to be left alone, when it says so (Retry-After). */
  readonly retryAfterSeconds?: number;
  /** The provider may have done the work, and bill us for it: our loss, never the customer's. */
  readonly mayBeBilled?: true;
}

/** A webhook as it arrived, before anybody looked into it. */
export interface WebhookDelivery {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The body byte by byte: signatures are over these, not over parsed and printed JSON. */
  readonly rawBody: Uint8Array;
  /** The request's path and query, which a provider may have been given more in than the attempt; not signed. */
  readonly path?: string;
  readonly now: Date;
}

/**
 * `verified` says that the provider sent it within the last 5 minutes, and which work it is about, if that can be known.
 * It is a hint to `fetch` now and never a verdict: lost, repeated, reordered and forged webhooks change nothing.
 * For an attempt whose answer was lost (its upstream id is still that of `upstreamIdFor`) it also brings the provider's id;
 * one that is known already is never replaced by it.
 */
export type WebhookCheck =
  | { readonly status: 'verified'; readonly upstreamId: string | undefined }
  | { readonly status: 'rejected'; readonly reason: string };

/**
 * What a provider says of one piece of work. `unknown` means that it does not know it (nothing was started);
 * `pending` is neither success nor failure: money must not move on it.
 */
export type ProviderVerdict =
  | { readonly state: 'pending'; readonly upstreamId: string }
  | { readonly state: 'succeeded'; readonly upstreamId: string; readonly outputs: readonly MeasuredOutput[] }
  | { readonly state: 'failed'; readonly upstreamId: string; readonly failure: ProviderFailure }
  | { readonly state: 'canceled'; readonly upstreamId: string }
  | { readonly state: 'unknown'; readonly upstreamId: string };

export interface Provider {
  /** Name used in storefront files and `providerOrder`, for example `sandbox`. */
  readonly name: string;
  /** Name for people, for example `Tollgate sandbox`. */
  readonly displayName: string;
  /**
   * What this provider knows an attempt by before its answer has come: its own id, or a placeholder that `fetch` understands.
   * Lets a lost answer be looked up. A verified webhook's id takes the place of this one, and of no other.
   */
  upstreamIdFor(attemptId: string): string | undefined;
  /** Starts the work. Throws only when it is not known whether the work was started. */
  submit(request: ProviderRequest): Promise<ProviderVerdict>;
  /**
   * Asks how the work stands, and fetches and measures what is finished. Throws when the provider cannot be reached, or gives
   * no answer that can be understood. With `expected`, no more than was asked for is taken and other kinds of file are refused.
   */
  fetch(upstreamId: string, expected?: ExpectedOutputs): Promise<ProviderVerdict>;
  /** Asks to stop the work; the final word is what `fetch` says afterwards. Throws when it could not be asked to. */
  cancel(upstreamId: string): Promise<void>;
  /** Signature first, on the raw body. Absent when the provider sends no webhooks. Never throws on what a stranger sent. */
  verifyWebhook?(delivery: WebhookDelivery): Promise<WebhookCheck>;
}
