// Control calls: what a tester can make happen that nobody could ask of Stripe. JSON in and out below /control, with the
// simulator's own API key; README.md beside this file lists them.
import type Stripe from 'stripe';
import { z } from 'zod';
import { ApiRefusal, errorAnswer, objectAnswer, refuse, refuseMissing, toResponse } from './api-answer.ts';
import { refuseKey } from './api-routes.ts';
import { closeDispute, openDispute } from './dispute.ts';
import { findObject } from './object-store.ts';
import { inWork } from './open-work.ts';
import { matchPath } from './route.ts';
import type { SimulatorContext } from './simulator-context.ts';
import { readSettings, writeSettings } from './simulator-settings.ts';
import type { DeliverySettings } from './stored-objects.ts';
import { newSecret, newStripeId } from './stripe-ids.ts';
import type { WebRequest, WebResponse } from './web.ts';
import { idOf } from './work.ts';

export interface ControlResult {
  readonly response: WebResponse;
  /** To be delivered as the settings have it. */
  readonly events: readonly Stripe.Event[];
  /** To be delivered whatever the settings say. */
  readonly sending?: { readonly events: readonly Stripe.Event[] | 'pending'; readonly how: Partial<DeliverySettings> };
  /** Overdue sessions and billing are to be looked for now. */
  readonly isSweeping?: boolean;
}

interface Control {
  readonly context: SimulatorContext;
  readonly id: string;
  readonly body: unknown;
}

interface Outcome extends Omit<ControlResult, 'response'> {
  readonly answer: unknown;
}

type Handler = (control: Control) => Promise<Outcome>;

const Order = z.enum(['as_happened', 'reversed', 'shuffled']);
const Copies = z.int().min(1).max(20);
const Settings = z.strictObject({
  delivery: z
    .strictObject({
      mode: z.enum(['deliver', 'hold', 'drop']).optional(),
      copies: Copies.optional(),
      order: Order.optional(),
      delayMilliseconds: z.int().min(0).max(600_000).optional(),
    })
    .optional(),
  dunning: z
    .strictObject({
      retryDays: z.array(z.int().min(1).max(60)).max(10).optional(),
      afterwards: z.enum(['canceled', 'unpaid', 'past_due']).optional(),
    })
    .optional(),
});

const changeSettings: Handler = async ({ context, body }) => {
  const { delivery = {}, dunning = {} } = read(Settings, body);
  const before = await readSettings(context.store);
  const given = <Part extends object>(part: Part): Part =>
    Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined)) as Part;
  const settings = {
    delivery: { ...before.delivery, ...given(delivery) } as DeliverySettings,
    dunning: { ...before.dunning, ...given(dunning) } as typeof before.dunning,
  };
  await writeSettings(context.store, settings, context.now());
  return { answer: settings, events: [] };
};

const showSettings: Handler = async ({ context }) => ({ answer: await readSettings(context.store), events: [] });

/** Events that were held, or that nobody accepted. */
const release: Handler = async ({ body }) => {
  const Fields = z.strictObject({ order: Order.default('as_happened'), copies: Copies.default(1) });
  const how = { ...read(Fields, body), mode: 'deliver', delayMilliseconds: 0 } as const;
  return { answer: { released: true }, events: [], sending: { events: 'pending', how } };
};

/** An event once more: as it was, or under another id, or in the shape of another API version. */
const resend: Handler = async ({ context, id, body }) => {
  const Fields = z.strictObject({
    copies: Copies.default(1),
    newId: z.boolean().default(false),
    apiVersion: z.string().min(1).optional(),
  });
  const { copies, newId, apiVersion } = read(Fields, body);
  const found = await findObject(context.store, 'event', id);
  if (found === undefined) throw refuseMissing('event', id, 'id');
  const event: Stripe.Event = {
    ...found.object,
    id: newId ? newStripeId('evt') : id,
    api_version: apiVersion ?? found.object.api_version,
  };
  if (newId) {
    const createdAt = context.now();
    const copy = { kind: 'event', id: event.id, body: { object: event }, createdAt } as const;
    await context.store.transaction((tx) => tx.insert(copy));
  }
  const how = { mode: 'deliver', copies, order: 'as_happened', delayMilliseconds: 0 } as const;
  return { answer: event, events: [], sending: { events: [event], how } };
};

/** From now on every charge of this card is declined so; null: it behaves as its number says. */
const troubleCard: Handler = async ({ context, id, body }) => {
  const { declineCode } = read(z.strictObject({ declineCode: z.string().min(1).nullable() }), body);
  const { result, events } = await inWork(context, { id }, async (work) => {
    const stored = await work.need('payment_method', id, 'payment_method');
    work.save('payment_method', id, { ...stored, trouble: declineCode });
    return stored.object;
  });
  return { answer: result, events };
};

const dispute: Handler = async ({ context, body }) => {
  const Fields = z.strictObject({
    charge: z.string().optional(),
    paymentIntent: z.string().optional(),
    reason: z.string().default('fraudulent'),
    amount: z.int().min(1).optional(),
  });
  const { charge, paymentIntent, reason, amount } = read(Fields, body);
  const { result, events } = await inWork(context, { id: charge ?? paymentIntent }, async (work) => {
    const intent = paymentIntent === undefined ? undefined : await work.need('payment_intent', paymentIntent);
    const { object } = await work.need('charge', charge ?? idOf(intent?.object.latest_charge) ?? '', 'charge');
    return openDispute(work, object, { reason, amount });
  });
  return { answer: result, events };
};

const decideDispute: Handler = async ({ context, id, body }) => {
  const { outcome } = read(z.strictObject({ outcome: z.enum(['won', 'lost']) }), body);
  const { result, events } = await inWork(context, { id }, (work) => closeDispute(work, id, outcome));
  return { answer: result, events };
};

const sweep: Handler = async () => ({ answer: { swept: true }, events: [], isSweeping: true });

const HANDLERS: readonly (readonly [method: string, path: string, handler: Handler])[] = [
  ['GET', 'settings', showSettings],
  ['POST', 'settings', changeSettings],
  ['POST', 'events/release', release],
  ['POST', 'events/:id/send', resend],
  ['POST', 'payment_methods/:id', troubleCard],
  ['POST', 'disputes', dispute],
  ['POST', 'disputes/:id', decideDispute],
  ['POST', 'sweep', sweep],
];

export async function handleControl(context: SimulatorContext, request: WebRequest): Promise<ControlResult> {
  const headers = { requestId: newSecret('req'), version: undefined };
  try {
    refuseKey(context.apiKey, request);
    const { answer, ...outcome } = await findHandler(request)(context, request);
    return { ...outcome, response: toResponse(objectAnswer(answer), headers) };
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error;
    return { response: toResponse(errorAnswer(error.error), headers), events: [] };
  }
}

function findHandler({ method, path }: WebRequest) {
  const [pathname = ''] = path.slice('/control/'.length).split('?');
  for (const [allowed, pattern, handler] of HANDLERS) {
    const open = matchPath(pattern, pathname);
    if (open === undefined || allowed !== method) continue;
    return (context: SimulatorContext, { body }: WebRequest): Promise<Outcome> =>
      handler({ context, id: open[0] ?? '', body: parseJson(body) });
  }
  const known = HANDLERS.map(([allowed, pattern]) => `${allowed} /control/${pattern}`).join(', ');
  const message = `Unrecognized control call (${method}: ${path}). There are: ${known}.`;
  throw new ApiRefusal({ status: 404, type: 'invalid_request_error', message });
}

function parseJson(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw refuse('The body of a control call is JSON.');
  }
}

function read<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw refuse(z.prettifyError(parsed.error));
}
