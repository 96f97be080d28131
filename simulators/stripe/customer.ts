// Customers as Stripe shows them (https://docs.stripe.com/api/customers/object), and what is not settled with them.
import type Stripe from 'stripe';
import type { StoredCustomer } from './stored-objects.ts';
import { newStripeId } from './stripe-ids.ts';
import type { Work } from './work.ts';

export interface NewCustomer {
  readonly email?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly metadata: Stripe.Metadata;
  readonly testClock?: string | undefined;
  readonly balance?: number | undefined;
}

const PREFIX_LENGTH = 8;

export function addCustomer(work: Work, given: NewCustomer): Stripe.Customer {
  const id = newStripeId('cus');
  const object: Stripe.Customer = {
    id,
    object: 'customer',
    address: null,
    balance: given.balance ?? 0,
    created: work.seconds,
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: given.description ?? null,
    discount: null,
    email: given.email ?? null,
    invoice_prefix: id.slice(-PREFIX_LENGTH).toUpperCase(),
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    metadata: given.metadata,
    name: given.name ?? null,
    next_invoice_sequence: 1,
    phone: given.phone ?? null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: given.testClock ?? null,
  };
  work.save('customer', id, { object, paymentMethods: [], subscriptions: [], invoices: [], pendingItems: [] });
  work.happened('customer.created', object);
  return object;
}

type Unsettled = 'paymentMethods' | 'subscriptions' | 'invoices' | 'pendingItems';

/** Notes that the customer has it, or no longer has. */
export async function note(
  work: Work,
  customerId: string,
  change: { readonly list: Unsettled; readonly id: string; readonly isThere: boolean },
): Promise<void> {
  const stored = await work.get('customer', customerId);
  const others = stored[change.list].filter((id) => id !== change.id);
  work.save('customer', customerId, { ...stored, [change.list]: change.isThere ? [...others, change.id] : others });
}

/** Changes the customer and says so. */
export async function changeCustomer(
  work: Work,
  id: string,
  change: (customer: Stripe.Customer) => Partial<Stripe.Customer>,
): Promise<StoredCustomer> {
  const stored = await work.get('customer', id);
  const object = { ...stored.object, ...change(stored.object) };
  const changed = { ...stored, object };
  work.save('customer', id, changed);
  work.changed('customer.updated', stored.object, object);
  return changed;
}
