// The API below /v1 that the Stripe library talks to.
import { timingSafeEqual } from 'node:crypto';
import type Stripe from 'stripe';
import type { Transaction } from '../../../database/index.ts';
import type { WebRequest, WebResponse } from '../../pages/web.ts';
import { answerOnce } from './answer-once.ts';
import { type ApiAnswer, errorAnswer, missingAnswer, objectAnswer, toResponse } from './api-answer.ts';
import { buildSession } from './checkout-session.ts';
import { expireLocked } from './expire-sessions.ts';
import { parseForm } from './form-body.ts';
import { checkSessionParameters, type SessionParameters } from './session-parameters.ts';
import type { SimulatorContext } from './simulator-context.ts';
import { findObject, insertObject, type LineItem, lockObject } from './stored-objects.ts';

export interface ApiResult {
  readonly response: WebResponse;
  /** To be delivered now that they are committed. */
  readonly events: readonly Stripe.Event[];
}

const READABLE = {
  'checkout/sessions': { kind: 'checkout.session', noun: 'checkout.session', param: 'session' },
  payment_intents: { kind: 'payment_intent', noun: 'payment_intent', param: 'intent' },
  charges: { kind: 'charge', noun: 'charge', param: 'id' },
  events: { kind: 'event', noun: 'event', param: 'id' },
} as const;

const without = (answer: ApiAnswer): ApiResult => ({ response: toResponse(answer), events: [] });

export async function handleApi(context: SimulatorContext, request: WebRequest): Promise<ApiResult> {
  const unauthorized = refuseKey(context.apiKey, request);
  if (unauthorized !== undefined) return without(unauthorized);
  const { pathname, searchParams } = new URL(request.path, 'http://simulator');
  const route = `${request.method} ${pathname}`;
  if (route === 'POST /v1/checkout/sessions') return createSession(context, request);
  const [, expiring] = /^POST \/v1\/checkout\/sessions\/(\w+)\/expire$/.exec(route) ?? [];
  if (expiring !== undefined) return expireOpenSession(context, request, expiring);
  return without(await readObject(context, { method: request.method, pathname, searchParams }));
}

interface Reading {
  readonly method: string;
  readonly pathname: string;
  readonly searchParams: URLSearchParams;
}

async function readObject(context: SimulatorContext, { method, pathname, searchParams }: Reading): Promise<ApiAnswer> {
  const [, collection = '', id = ''] = /^\/v1\/([a-z_/]+)\/(\w+)$/.exec(pathname) ?? [];
  if (method !== 'GET' || !isReadable(collection)) {
    return refusal(404, `Unrecognized request URL (${method}: ${pathname}).`);
  }
  const [parameter] = searchParams.keys();
  if (parameter !== undefined) return refusal(400, `Received unknown parameter: ${parameter}`);
  const { kind, noun, param } = READABLE[collection];
  const found = await findObject(context.database, { kind, id });
  return found === undefined ? missingAnswer(noun, id, param) : objectAnswer(found.object);
}

function isReadable(collection: string): collection is keyof typeof READABLE {
  return Object.hasOwn(READABLE, collection);
}

function refusal(status: 400 | 404, message: string): ApiAnswer {
  return errorAnswer({ status, type: 'invalid_request_error', message });
}

function refuseKey(apiKey: string, { headers }: WebRequest): ApiAnswer | undefined {
  const given = Buffer.from(String(headers['authorization'] ?? ''));
  const expected = Buffer.from(`Bearer ${apiKey}`);
  if (given.length === expected.length && timingSafeEqual(given, expected)) return undefined;
  return errorAnswer({ status: 401, type: 'invalid_request_error', message: 'Invalid API Key provided.' });
}

async function createSession(context: SimulatorContext, request: WebRequest): Promise<ApiResult> {
  const { database } = context;
  const now = context.now();
  const response = await answerOnce({
    database,
    request,
    now,
    work: async (tx) => {
      const fields = parseForm(request.body.toString('utf8'));
      if (fields === undefined) return refusal(400, 'The request body is not a well-formed form.');
      const check = checkSessionParameters(fields, now);
      if (!check.ok) return errorAnswer(check.error);
      const session = buildSession({ ...check, baseUrl: context.baseUrl(), now });
      return storeSession(tx, { session, parameters: check.parameters, now });
    },
  });
  return { response, events: [] };
}

interface NewSession {
  readonly session: Stripe.Checkout.Session;
  readonly parameters: SessionParameters;
  readonly now: Date;
}

async function storeSession(tx: Transaction, { session, parameters, now }: NewSession): Promise<ApiAnswer> {
  const payment = {
    description: parameters.payment_intent_data?.description ?? null,
    metadata: parameters.payment_intent_data?.metadata ?? {},
  };
  const lineItems = parameters.line_items.map(
    ({ quantity, price_data: { unit_amount: unitAmount, product_data: product } }): LineItem => ({
      name: product.name,
      description: product.description ?? null,
      quantity,
      unitAmount,
    }),
  );
  const body = { object: session, lineItems, payment };
  await insertObject(tx, { kind: 'checkout.session', id: session.id, body, createdAt: now });
  return objectAnswer(session);
}

async function expireOpenSession(context: SimulatorContext, request: WebRequest, id: string): Promise<ApiResult> {
  const { database } = context;
  const now = context.now();
  const events: Stripe.Event[] = [];
  const work = async (tx: Transaction): Promise<ApiAnswer> => {
    events.length = 0; // a retried transaction begins anew
    const stored = await lockObject(tx, { kind: 'checkout.session', id });
    if (stored === undefined) return missingAnswer('checkout.session', id, 'session');
    if (stored.object.status !== 'open') {
      const message = `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${String(stored.object.status)}\`.`;
      return refusal(400, message);
    }
    const expired = await expireLocked(tx, stored, now);
    events.push(...expired.events);
    return objectAnswer(expired.stored.object);
  };
  return { response: await answerOnce({ database, request, now, work }), events };
}
