/** Why something about webhooks was not done. Nothing was changed. */
export type WebhookRefusal =
  | {
      readonly code: 'INVALID_PARAMETER';
      readonly path: readonly string[];
      readonly message: string;
      readonly allowed: readonly string[];
    }
  /** The account has no such endpoint, whatever others have. */
  | { readonly code: 'WEBHOOK_ENDPOINT_NOT_FOUND' }
  | { readonly code: 'WEBHOOK_ENDPOINT_LIMIT_REACHED'; readonly limit: number };

export interface Refused {
  readonly status: 'refused';
  readonly refusal: WebhookRefusal;
}

export const refused = (refusal: WebhookRefusal): Refused => ({ status: 'refused', refusal });
export const UNKNOWN_ENDPOINT: Refused = refused({ code: 'WEBHOOK_ENDPOINT_NOT_FOUND' });
