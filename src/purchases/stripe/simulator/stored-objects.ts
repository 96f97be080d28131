// The simulator's memory: one table, shared by every gateway process and still there after a restart.
import type Stripe from 'stripe';
import type { Sql } from '../../../database/index.ts';

/** What a checkout session sells, and what its payment will carry; Stripe does not show it in the session itself. */
export interface StoredSession {
  readonly object: Stripe.Checkout.Session;
  readonly lineItems: readonly LineItem[];
  readonly payment: { readonly description: string | null; readonly metadata: Stripe.Metadata };
}

export interface LineItem {
  readonly name: string;
  readonly description: string | null;
  readonly quantity: number;
  /** Minor units of the session's currency. */
  readonly unitAmount: number;
}

export interface StoredBodies {
  'checkout.session': StoredSession;
  payment_intent: { readonly object: Stripe.PaymentIntent };
  charge: { readonly object: Stripe.Charge };
  event: { readonly object: Stripe.Event };
  /** An answered request under its idempotency key; `answer` is missing while it is being worked on. */
  request: { readonly fingerprint: string; readonly answer?: { readonly status: number; readonly body: string } };
  secrets: { readonly apiKey: string; readonly webhookSecret: string };
}

export type StoredKind = keyof StoredBodies;

export interface NewObject<Kind extends StoredKind> {
  readonly kind: Kind;
  readonly id: string;
  readonly body: StoredBodies[Kind];
  readonly createdAt: Date;
  readonly idempotencyKey?: string;
}

/** False when the id or the idempotency key is taken; waits for a rival transaction to end before it says so. */
export async function insertObject<Kind extends StoredKind>(sql: Sql, object: NewObject<Kind>): Promise<boolean> {
  const rows = await sql.rows(
    `insert into stripe_simulator_object (id, kind, body, idempotency_key, created_at) values ($1, $2, $3::jsonb, $4, $5)
     on conflict do nothing returning id`,
    [object.id, object.kind, JSON.stringify(object.body), object.idempotencyKey ?? null, object.createdAt],
  );
  return rows.length === 1;
}

interface Place<Kind extends StoredKind> {
  readonly kind: Kind;
  readonly id: string;
}

async function readBody<Kind extends StoredKind>(sql: Sql, place: Place<Kind>, suffix: string) {
  const [row] = await sql.rows<{ body: StoredBodies[Kind] }>(
    `select body from stripe_simulator_object where id = $1 and kind = $2 ${suffix}`,
    [place.id, place.kind],
  );
  return row?.body;
}

export function findObject<Kind extends StoredKind>(
  sql: Sql,
  place: Place<Kind>,
): Promise<StoredBodies[Kind] | undefined> {
  return readBody(sql, place, '');
}

/** Nobody else changes the object until the transaction ends. */
export function lockObject<Kind extends StoredKind>(
  sql: Sql,
  place: Place<Kind>,
): Promise<StoredBodies[Kind] | undefined> {
  return readBody(sql, place, 'for update');
}

export async function saveObject<Kind extends StoredKind>(
  sql: Sql,
  place: Place<Kind>,
  body: StoredBodies[Kind],
): Promise<void> {
  await sql.rows(`update stripe_simulator_object set body = $3::jsonb where id = $1 and kind = $2`, [
    place.id,
    place.kind,
    JSON.stringify(body),
  ]);
}

export async function findRequest(sql: Sql, idempotencyKey: string): Promise<StoredBodies['request'] | undefined> {
  const [row] = await sql.rows<{ body: StoredBodies['request'] }>(
    `select body from stripe_simulator_object where idempotency_key = $1 and kind = 'request'`,
    [idempotencyKey],
  );
  return row?.body;
}

/** Events that no webhook endpoint has accepted yet, oldest first. */
export async function findPendingEvents(sql: Sql): Promise<Stripe.Event[]> {
  const rows = await sql.rows<{ body: StoredBodies['event'] }>(
    `select body from stripe_simulator_object
     where kind = 'event' and body->'object'->>'pending_webhooks' <> '0' order by created_at, id`,
  );
  return rows.map((row) => row.body.object);
}

export async function markDelivered(sql: Sql, eventId: string): Promise<void> {
  await sql.rows(
    `update stripe_simulator_object set body = jsonb_set(body, '{object,pending_webhooks}', '0')
     where id = $1 and kind = 'event'`,
    [eventId],
  );
}

/** Ids of sessions whose time is over and that are still open. */
export async function findOverdueSessions(sql: Sql, seconds: number): Promise<string[]> {
  const rows = await sql.rows<{ id: string }>(
    `select id from stripe_simulator_object where kind = 'checkout.session' and body->'object'->>'status' = 'open'
       and (body->'object'->>'expires_at')::bigint <= $1`,
    [seconds],
  );
  return rows.map((row) => row.id);
}
