// The simulator's memory: one table, shared by every gateway process and still there after a restart.
import type Stripe from 'stripe';
import type { Sql, Transaction } from './database.ts';
import type { CardTrouble } from './decide-card-outcome.ts';
import type { DunningRules } from './decide-dunning.ts';

/** What a checkout session sells, and what its payment will carry; Stripe does not show it in the session itself. */
export interface StoredSession {
  readonly object: Stripe.Checkout.Session;
  readonly lineItems: readonly LineItem[];
  /** Passed on to the payment, the subscription or the setup. */
  readonly payment: {
    readonly description: string | null;
    readonly metadata: Stripe.Metadata;
    readonly setupFutureUsage?: 'off_session' | 'on_session' | null;
  };
  /** What the customer was told of the last attempt that led to no object of its own. */
  readonly lastError?: string | null;
}

export interface LineItem {
  readonly name: string;
  readonly description: string | null;
  readonly quantity: number;
  /** Minor units of the session's currency. */
  readonly unitAmount: number;
  readonly id?: string;
  readonly price?: string;
}

export interface StoredPaymentMethod {
  readonly object: Stripe.PaymentMethod;
  /** The number that decides how the card behaves. */
  readonly cardNumber: string;
  /** The customer has authenticated it for later charges. */
  readonly isSetUp: boolean;
  /** Put on the card by a control call: every charge from now on ends so. */
  readonly trouble?: CardTrouble | null;
  /** It was detached, or used without being attached: it may not be used again. */
  readonly isSpent?: boolean;
}

/** A customer with the ids of all that is not settled yet, so that the billing of a period reads by primary key only. */
export interface StoredCustomer {
  readonly object: Stripe.Customer;
  readonly paymentMethods: readonly string[];
  readonly subscriptions: readonly string[];
  /** Draft and open. */
  readonly invoices: readonly string[];
  /** Invoice items that are on no invoice yet. */
  readonly pendingItems: readonly string[];
}

export interface StoredInvoice {
  readonly object: Stripe.Invoice;
  /** Days until a sent invoice is due, counted from its finalisation; null when a date was given. */
  readonly daysUntilDue: number | null;
  readonly paymentIntent: string | null;
  /** The link between the two. */
  readonly invoicePayment?: string;
  /** Links to payments that were made besides its own. */
  readonly attachedPayments?: readonly string[];
  /** `invoice.overdue` was told. */
  readonly isOverdue?: boolean;
}

export interface StoredIntent {
  readonly object: Stripe.PaymentIntent;
  /** The checkout session or the invoice that it pays; those confirm it themselves. */
  readonly session?: string;
  readonly invoice?: string;
}

/** How events are sent, and how unpaid invoices are chased; see control-routes.ts. */
export interface StoredSettings {
  readonly delivery: DeliverySettings;
  readonly dunning: DunningRules;
}

export type DeliveryOrder = 'as_happened' | 'reversed' | 'shuffled';

export interface DeliverySettings {
  /** `hold` keeps events until they are released; `drop` loses them for good. */
  readonly mode: 'deliver' | 'hold' | 'drop';
  /** How many times each event is sent. */
  readonly copies: number;
  readonly order: DeliveryOrder;
  /** Before the first try. */
  readonly delayMilliseconds: number;
}

export interface StoredBodies {
  'checkout.session': StoredSession;
  payment_intent: StoredIntent;
  setup_intent: { readonly object: Stripe.SetupIntent };
  payment_method: StoredPaymentMethod;
  charge: { readonly object: Stripe.Charge };
  refund: { readonly object: Stripe.Refund };
  dispute: { readonly object: Stripe.Dispute };
  customer: StoredCustomer;
  product: { readonly object: Stripe.Product };
  price: { readonly object: Stripe.Price };
  subscription: { readonly object: Stripe.Subscription };
  invoice: StoredInvoice;
  invoiceitem: { readonly object: Stripe.InvoiceItem };
  invoice_payment: { readonly object: Stripe.InvoicePayment };
  'billing_portal.session': { readonly object: Stripe.BillingPortal.Session };
  'test_helpers.test_clock': { readonly object: Stripe.TestHelpers.TestClock; readonly customers: readonly string[] };
  event: { readonly object: Stripe.Event };
  /** An answered request under its idempotency key; `answer` is missing while it is being worked on. */
  request: { readonly fingerprint: string; readonly answer?: { readonly status: number; readonly body: string } };
  secrets: { readonly apiKey: string; readonly webhookSecret: string };
  settings: StoredSettings;
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

/** One statement carries so many objects at most: several megabytes of JSON. */
const OBJECTS_PER_STATEMENT = 500;

const PUT_OBJECTS = `insert into stripe_simulator_object (id, kind, body, created_at)
  select id, kind, body, created_at
  from json_to_recordset($1::json) as new (id text, kind text, body jsonb, created_at timestamptz)
  on conflict (id) do update set body = excluded.body`;

/** Writes new and changed objects in few statements and does not wait for them: the COMMIT does. */
export function sendObjects(tx: Transaction, objects: readonly NewObject<StoredKind>[]): void {
  for (let first = 0; first < objects.length; first += OBJECTS_PER_STATEMENT) {
    const rows = objects
      .slice(first, first + OBJECTS_PER_STATEMENT)
      .map(({ id, kind, body, createdAt }) => ({ id, kind, body, created_at: createdAt }));
    tx.send(PUT_OBJECTS, [JSON.stringify(rows)]);
  }
}

interface Place<Kind extends StoredKind> {
  readonly kind: Kind;
  readonly id: string;
}

export async function findObject<Kind extends StoredKind>(
  sql: Sql,
  place: Place<Kind>,
): Promise<StoredBodies[Kind] | undefined> {
  const [row] = await sql.rows<{ body: StoredBodies[Kind] }>(
    `select body from stripe_simulator_object where id = $1 and kind = $2`,
    [place.id, place.kind],
  );
  return row?.body;
}

export interface FoundObject {
  readonly id: string;
  readonly kind: StoredKind;
  readonly body: StoredBodies[StoredKind];
  readonly created_at: Date;
}

export function findObjects(sql: Sql, ids: readonly string[]): Promise<FoundObject[]> {
  const text = 'select id, kind, body, created_at from stripe_simulator_object where id = any($1::text[])';
  return sql.rows<FoundObject>(text, [ids]);
}

/**
 * Nobody else changes what belongs to the same owner until the transaction ends. The owner is the test clock, else the
 * customer, else the checkout session or the payment that an object belongs to, else the object itself.
 */
export async function lockOwner(tx: Transaction, id: string): Promise<string | undefined> {
  const [found] = await tx.rows<{ owner: string }>(
    `select coalesce(customer.body->'object'->>'test_clock', target.body->'object'->>'test_clock', customer.id,
        target.body->>'session', case when target.kind = 'checkout.session' then target.id end,
        intent.body->>'session', intent.id, target.id) as owner
     from stripe_simulator_object as target
     left join stripe_simulator_object as customer on customer.id = target.body->'object'->>'customer'
     left join stripe_simulator_object as intent on intent.id = target.body->'object'->>'payment_intent'
     where target.id = $1`,
    [id],
  );
  if (found === undefined) return undefined;
  await tx.rows('select id from stripe_simulator_object where id = $1 for update', [found.owner]);
  return found.owner;
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
     where kind = 'event' and body->'object'->>'pending_webhooks' <> '0' order by id`,
  );
  return rows.map((row) => row.body.object);
}

export async function markDelivered(sql: Sql, eventIds: readonly string[]): Promise<void> {
  await sql.rows(
    `update stripe_simulator_object set body = jsonb_set(body, '{object,pending_webhooks}', '0')
     where id = any($1::text[]) and kind = 'event'`,
    [eventIds],
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

/** Customers who live in real time, on no test clock, and have something unsettled. */
export async function findBusyCustomers(sql: Sql): Promise<string[]> {
  const rows = await sql.rows<{ id: string }>(
    `select id from stripe_simulator_object where kind = 'customer' and body->'object'->>'test_clock' is null
       and (body->'subscriptions' <> '[]'::jsonb or body->'invoices' <> '[]'::jsonb) order by id`,
  );
  return rows.map((row) => row.id);
}
