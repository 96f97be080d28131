// The API below /v1 that the Stripe library talks to.
import { timingSafeEqual } from 'node:crypto';
import type Stripe from 'stripe';
import { answerOnce, idempotencyKeyOf, type OnceAnswer } from './answer-once.ts';
import {
  type AnswerHeaders,
  ApiRefusal,
  CardDecline,
  errorAnswer,
  objectAnswer,
  refuse,
  toResponse,
} from './api-answer.ts';
import { checkoutRoutes } from './checkout-routes.ts';
import { customerRoutes } from './customer-routes.ts';
import { disputeRoutes } from './dispute-routes.ts';
import { eventRoutes } from './event-routes.ts';
import { expandObject, takeExpansions } from './expand-object.ts';
import { type FormFields, parseForm } from './form-body.ts';
import { invoiceItemRoutes } from './invoice-item-routes.ts';
import { invoiceRoutes } from './invoice-routes.ts';
import { NO_REQUEST, openWork } from './open-work.ts';
import { paymentIntentRoutes } from './payment-intent-routes.ts';
import { paymentMethodRoutes } from './payment-method-routes.ts';
import { portalSessionRoutes } from './portal-session-routes.ts';
import { productRoutes } from './product-routes.ts';
import { refundRoutes } from './refund-routes.ts';
import { matchPath, type Route, subjectOf } from './route.ts';
import { setupIntentRoutes } from './setup-intent-routes.ts';
import type { SimulatorContext } from './simulator-context.ts';
import { newSecret } from './stripe-ids.ts';
import { subscriptionRoutes } from './subscription-routes.ts';
import { testClockRoutes } from './test-clock-routes.ts';
import type { WebRequest, WebResponse } from './web.ts';
import { Work } from './work.ts';

const ROUTES: readonly Route[] = [
  ...checkoutRoutes,
  ...customerRoutes,
  ...disputeRoutes,
  ...eventRoutes,
  ...invoiceItemRoutes,
  ...invoiceRoutes,
  ...paymentIntentRoutes,
  ...paymentMethodRoutes,
  ...portalSessionRoutes,
  ...productRoutes,
  ...refundRoutes,
  ...setupIntentRoutes,
  ...subscriptionRoutes,
  ...testClockRoutes,
];

export interface ApiResult {
  readonly response: WebResponse;
  /** To be delivered now that they are committed. */
  readonly events: readonly Stripe.Event[];
}

export async function handleApi(context: SimulatorContext, request: WebRequest): Promise<ApiResult> {
  const version = request.headers['stripe-version'];
  const headers = { requestId: newSecret('req'), version: typeof version === 'string' ? version : undefined };
  const events: Stripe.Event[] = [];
  try {
    const { answer, headers: more } = await answerCall(context, request, { headers, events });
    return { response: toResponse(answer, headers, more), events };
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error;
    return { response: toResponse(errorAnswer(error.error), headers), events: [] };
  }
}

interface Surroundings {
  readonly headers: AnswerHeaders;
  /** Takes what the call's events are. */
  readonly events: Stripe.Event[];
}

async function answerCall(
  context: SimulatorContext,
  request: WebRequest,
  surroundings: Surroundings,
): Promise<OnceAnswer> {
  refuseKey(context.apiKey, request);
  const call = readCall(request);
  const { route } = call;
  if (route.method !== 'GET') return change(context, request, { ...call, route, ...surroundings });
  const now = context.now();
  const work = new Work({ objects: context.store, now, baseUrl: context.baseUrl(), request: NO_REQUEST });
  const object = await route.handle({ ...call, work });
  return { answer: objectAnswer(await expandObject(work, object, call.paths)), headers: {} };
}

interface ReadCall<Kind extends Route = Route> {
  readonly route: Kind;
  readonly id: string;
  readonly secondId: string;
  readonly fields: FormFields;
  readonly paths: readonly string[];
}

function readCall(request: WebRequest): ReadCall {
  const { method } = request;
  const { pathname, search } = new URL(request.path, 'http://simulator');
  const found = findRoute(method, pathname.slice('/v1/'.length));
  if (found === undefined) {
    const message = `Unrecognized request URL (${method}: ${pathname}). The Stripe simulator does not have it.`;
    throw new ApiRefusal({ status: 404, type: 'invalid_request_error', message });
  }
  const form = method === 'POST' ? request.body.toString('utf8') : search.slice(1);
  const parsed = parseForm(form);
  if (parsed === undefined) throw refuse('The request is not a well-formed form.');
  const { rest, paths } = takeExpansions(parsed);
  return { ...found, fields: rest, paths };
}

function findRoute(method: string, path: string) {
  for (const route of ROUTES) {
    if (route.method !== method) continue;
    const open = matchPath(route.path, path);
    if (open !== undefined) return { route, id: open[0] ?? '', secondId: open[1] ?? '' };
  }
  return undefined;
}

type Change = ReadCall<Exclude<Route, { readonly method: 'GET' }>> & Surroundings;

function change(context: SimulatorContext, request: WebRequest, call: Change): Promise<OnceAnswer> {
  const cause = { id: call.headers.requestId, idempotency_key: idempotencyKeyOf(request) ?? null };
  return answerOnce({
    store: context.store,
    request,
    now: context.now(),
    work: async (tx) => {
      const work = await openWork(context, tx, { id: subjectOf(call), request: cause });
      const reply = await call.route.handle({ ...call, work, tx });
      const answer =
        reply instanceof CardDecline
          ? errorAnswer(reply.error)
          : objectAnswer(await expandObject(work, reply, call.paths));
      // A transaction that is tried again begins anew.
      call.events.splice(0, Infinity, ...work.flush(tx));
      return answer;
    },
  });
}

/** @throws ApiRefusal unless the request carries the simulator's key */
export function refuseKey(apiKey: string, { headers }: WebRequest): void {
  const given = Buffer.from(String(headers['authorization'] ?? ''));
  const expected = Buffer.from(`Bearer ${apiKey}`);
  if (given.length === expected.length && timingSafeEqual(given, expected)) return;
  throw new ApiRefusal({ status: 401, type: 'invalid_request_error', message: 'Invalid API Key provided.' });
}
