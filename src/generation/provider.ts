// The port every provider adapter implements: submit a piece of work, ask about it, cancel it.

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
}

export interface ProviderFailure {
  /** Stable machine code, for example `CONTENT_POLICY`, `PROVIDER_ERROR`, `PROVIDER_TIMEOUT`, `INVALID_INPUT`. */
  readonly code: string;
  readonly message: string;
  /** Whether another provider, or a later try, may succeed. Customer errors are never retryable. */
  readonly retryable: boolean;
}

/**
 * What a provider says of one piece of work. `unknown` means that it has never heard of it (nothing was started);
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
  /** The upstream id this provider will use for an attempt, when it is known before the call; lets a lost answer be looked up. */
  upstreamIdFor(attemptId: string): string | undefined;
  /** Starts the work. Throws only when it is not known whether the work was started. */
  submit(request: ProviderRequest): Promise<ProviderVerdict>;
  /** Asks how the work stands. Throws when the provider cannot be reached. */
  fetch(upstreamId: string): Promise<ProviderVerdict>;
  /** Asks to stop the work; the final word is what `fetch` says afterwards. */
  cancel(upstreamId: string): Promise<void>;
}
