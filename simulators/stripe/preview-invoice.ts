// POST /v1/invoices/create_preview: the same computation as the change itself, with nothing kept
// (https://docs.stripe.com/api/invoices/create_preview).
import type Stripe from 'stripe';
import { z } from 'zod';
import { changeItems } from './change-items.ts';
import { readItemsChange } from './read-items-change.ts';
import { Id, readParameters, Switch } from './read-parameters.ts';
import { nextPeriod, renewalInvoice } from './renew-subscription.ts';
import type { WriteCall } from './route.ts';
import { ChangeItemFields } from './subscription-parameters.ts';
import { idOf, Work } from './work.ts';

const PreviewFields = z.strictObject({
  customer: Id.optional(),
  subscription: Id,
  subscription_details: z.strictObject({ ...ChangeItemFields, cancel_at_period_end: Switch.optional() }).optional(),
  preview_mode: z.literal('next').optional(),
});

export async function previewInvoice({ fields, work }: WriteCall): Promise<object> {
  const { subscription: id, subscription_details: details } = readParameters(PreviewFields, fields);
  const request = { id: null, idempotency_key: null };
  // Never flushed.
  const scratch = new Work({ objects: work.objects, now: work.now, baseUrl: work.baseUrl, request });
  const { object: before } = await scratch.need('subscription', id, 'subscription');
  if (details?.items !== undefined || details?.billing_cycle_anchor === 'now') {
    await changeItems(scratch, before, await readItemsChange(scratch, before, details));
    const { object: after } = await scratch.get('subscription', id);
    const latest = idOf(after.latest_invoice);
    if (latest !== undefined && latest !== before.latest_invoice) {
      return asPreview((await scratch.get('invoice', latest)).object);
    }
  }
  const { object: current } = await scratch.get('subscription', id);
  return asPreview(await renewalInvoice(scratch, current, nextPeriod(current)));
}

function asPreview(invoice: Stripe.Invoice): object {
  return {
    ...invoice,
    id: `upcoming_${invoice.id}`,
    amount_paid: 0,
    amount_remaining: invoice.amount_due,
    attempt_count: 0,
    attempted: false,
    billing_reason: 'upcoming',
    hosted_invoice_url: null,
    number: null,
    status: 'draft',
  };
}
