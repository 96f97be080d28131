// POST /v1/billing_portal/sessions (https://docs.stripe.com/api/customer_portal/sessions)
import type Stripe from 'stripe';
import { z } from 'zod';
import { Id, readParameters, WebAddress } from './read-parameters.ts';
import type { Route, WriteCall } from './route.ts';
import { newStripeId } from './stripe-ids.ts';

const NewFields = z.strictObject({
  customer: Id,
  return_url: WebAddress.optional(),
  configuration: Id.optional(),
});

async function createPortalSession({ fields, work }: WriteCall): Promise<object> {
  const { customer, return_url: returnUrl, configuration } = readParameters(NewFields, fields);
  await work.need('customer', customer, 'customer');
  const id = newStripeId('bps');
  const object: Stripe.BillingPortal.Session = {
    id,
    object: 'billing_portal.session',
    configuration: configuration ?? 'bpc_simulator',
    created: work.seconds,
    customer,
    customer_account: null,
    flow: null,
    livemode: false,
    locale: null,
    on_behalf_of: null,
    return_url: returnUrl ?? null,
    url: `${work.baseUrl}/portal/${id}`,
  };
  work.save('billing_portal.session', id, { object });
  work.happened('billing_portal.session.created', object);
  return object;
}

export const portalSessionRoutes: readonly Route[] = [
  { method: 'POST', path: 'billing_portal/sessions', handle: createPortalSession },
];
