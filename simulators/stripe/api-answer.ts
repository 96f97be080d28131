// Answers of the API in Stripe's shapes (https://docs.stripe.com/api/errors).
import Stripe from 'stripe';
import type { WebResponse } from './web.ts';

export interface ApiError {
  readonly status: 400 | 401 | 402 | 404 | 405;
  readonly type: 'invalid_request_error' | 'idempotency_error' | 'card_error';
  readonly message: string;
  readonly code?: string;
  readonly param?: string;
  readonly decline_code?: string;
  readonly advice_code?: string;
  readonly network_decline_code?: string;
  readonly doc_url?: string;
  readonly charge?: string;
  readonly payment_intent?: unknown;
  readonly setup_intent?: unknown;
  readonly payment_method?: unknown;
}

/** What an API request comes to: the HTTP status and the JSON text of an object or an error. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * A refused request. It is thrown, unlike the refusals of other rooms, because a refused request leaves nothing behind:
 * what undoes the transaction is the exception. A declined card is no refusal in this sense: its charge stays.
 */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';
  readonly error: ApiError;

  constructor(error: ApiError) {
    super(error.message);
    this.error = error;
  }
}

/** The answer to a payment that was tried and failed: HTTP 402, and everything that happened is kept. */
export class CardDecline {
  readonly error: ApiError;

  constructor(error: Omit<ApiError, 'status' | 'type'>) {
    this.error = { status: 402, type: 'card_error', ...error };
  }
}

export function refuse(message: string, more: { readonly param?: string; readonly code?: string } = {}): ApiRefusal {
  return new ApiRefusal({ status: 400, type: 'invalid_request_error', message, ...more });
}

export function refuseMissing(noun: string, id: string, param: string): ApiRefusal {
  return new ApiRefusal({
    status: 404,
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${noun}: '${id}'`,
    param,
  });
}

export function objectAnswer(object: unknown): ApiAnswer {
  return { status: 200, body: JSON.stringify(object, undefined, 2) };
}

export function errorAnswer({ status, ...error }: ApiError): ApiAnswer {
  return { status, body: JSON.stringify({ error }, undefined, 2) };
}

export interface AnswerHeaders {
  readonly requestId: string;
  /** As the request had it. */
  readonly version: string | undefined;
}

export function toResponse(
  answer: ApiAnswer,
  { requestId, version }: AnswerHeaders,
  headers: Readonly<Record<string, string>> = {},
): WebResponse {
  return {
    status: answer.status,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'request-id': requestId,
      'stripe-version': version ?? Stripe.API_VERSION,
      // The library would ask again by itself; a decline or a refusal stays what it is.
      'stripe-should-retry': 'false',
      ...headers,
    },
    body: answer.body,
  };
}
