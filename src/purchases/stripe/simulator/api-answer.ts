// Answers of the API in Stripe's shapes (https://docs.stripe.com/api/errors).
import Stripe from 'stripe';
import type { WebResponse } from '../../pages/web.ts';
import { newStripeId } from './stripe-ids.ts';

export interface ApiError {
  readonly status: 400 | 401 | 404 | 405;
  readonly type: 'invalid_request_error' | 'idempotency_error';
  readonly message: string;
  readonly code?: string;
  readonly param?: string;
}

/** What an API request comes to: the HTTP status and the JSON text of an object or an error. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: string;
}

export function objectAnswer(object: unknown): ApiAnswer {
  return { status: 200, body: JSON.stringify(object, undefined, 2) };
}

export function errorAnswer({ status, ...error }: ApiError): ApiAnswer {
  return { status, body: JSON.stringify({ error }, undefined, 2) };
}

export function missingAnswer(noun: string, id: string, param: string): ApiAnswer {
  const message = `No such ${noun}: '${id}'`;
  return errorAnswer({ status: 404, type: 'invalid_request_error', code: 'resource_missing', message, param });
}

export function toResponse(answer: ApiAnswer, headers: Readonly<Record<string, string>> = {}): WebResponse {
  return {
    status: answer.status,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'request-id': newStripeId('req'),
      'stripe-version': Stripe.API_VERSION,
      ...headers,
    },
    body: answer.body,
  };
}
