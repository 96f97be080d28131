// The page behind `hosted_invoice_url`: what is asked for, and a card to pay it with.
import type Stripe from 'stripe';
import { collectInvoice } from './collect-invoice.ts';
import { priceText } from './invoice-line.ts';
import { html, type Markup, NOTHING } from './markup.ts';
import { findObject } from './object-store.ts';
import { inWork } from './open-work.ts';
import { renderPage } from './page.ts';
import { cardFields, cardHelp, dayOf, join, NOTICE, notFoundPage, type PageResult, problemNote } from './page-parts.ts';
import { addPaymentMethod } from './payment-method.ts';
import type { SimulatorContext } from './simulator-context.ts';
import { cardByNumber } from './test-cards.ts';
import { redirect, type WebResponse } from './web.ts';
import { idOf } from './work.ts';

const PAYABLE = new Set(['open', 'uncollectible']);

function linesOf({ lines, currency, total_taxes: taxes }: Stripe.Invoice): Markup {
  const tax = (taxes ?? []).reduce((sum, { amount }) => sum + amount, 0);
  const rows = lines.data.map(
    ({ description, amount }) => html`<li>${description ?? 'Item'}: ${priceText(amount, currency)}</li>`,
  );
  const taxed = tax === 0 ? NOTHING : html`<li>Tax: ${priceText(tax, currency)}</li>`;
  return html`<ul>${join(rows)}${taxed}</ul>`;
}

/** The card is known; the bank asks its owner. */
function confirmForm({ id }: Stripe.Invoice, intent: Stripe.PaymentIntent | undefined): Markup {
  if (intent?.status !== 'requires_action') return NOTHING;
  return html`<p>Your bank asks you to confirm this payment.</p>
<form method="post" action="${id}/confirm"><button class="main">Confirm the payment</button></form>
<p class="soft">Or pay with another card:</p>`;
}

function invoicePage(invoice: Stripe.Invoice, intent: Stripe.PaymentIntent | undefined): WebResponse {
  const { id, number, status, currency } = invoice;
  const isPayable = PAYABLE.has(String(status));
  const due = invoice.due_date === null ? NOTHING : html`<p class="soft">Due on ${dayOf(invoice.due_date)}</p>`;
  const price = priceText(isPayable ? invoice.amount_remaining : invoice.total, currency);
  const form = html`<form method="post" action="${id}/pay">${cardFields()}<button class="main">Pay ${price}</button></form>
${cardHelp()}`;
  return renderPage({
    title: `Invoice ${number ?? ''} (simulator)`,
    content: html`${NOTICE}
${problemNote(intent?.last_payment_error?.message)}
<h1>Invoice ${number ?? ''}</h1>
<p class="soft">${invoice.description ?? ''}</p>
${linesOf(invoice)}
<p class="price">${price}</p>
<p>${String(status)}</p>
${due}
${isPayable ? html`${confirmForm(invoice, intent)}${form}` : NOTHING}`,
  });
}

export async function showInvoice({ store }: SimulatorContext, id: string): Promise<WebResponse> {
  const stored = await findObject(store, 'invoice', id);
  if (stored === undefined || stored.object.status === 'draft') return notFoundPage();
  const intent =
    stored.paymentIntent === null ? undefined : await findObject(store, 'payment_intent', stored.paymentIntent);
  return invoicePage(stored.object, intent?.object);
}

/** The customer confirms with the bank that the payment is theirs. */
export async function confirmInvoicePage(context: SimulatorContext, id: string): Promise<PageResult> {
  const { result, events } = await inWork(context, { id }, async (work) => {
    const stored = await work.find('invoice', id);
    if (stored === undefined) return notFoundPage();
    const intent =
      stored.paymentIntent === null ? undefined : (await work.get('payment_intent', stored.paymentIntent)).object;
    const name = intent?.status === 'requires_action' ? idOf(intent.payment_method) : undefined;
    const method = name === undefined ? undefined : await work.find('payment_method', name);
    if (method === undefined || !PAYABLE.has(String(stored.object.status))) return redirect(`../${id}`);
    await collectInvoice(work, id, { method, isAutomatic: false, isAuthenticated: true });
    return redirect(`../${id}`);
  });
  return { response: result, events };
}

export async function payInvoicePage(context: SimulatorContext, id: string, number: string): Promise<PageResult> {
  const card = cardByNumber(number);
  const { result, events } = await inWork(context, { id }, async (work) => {
    const stored = await work.find('invoice', id);
    if (stored === undefined) return notFoundPage();
    if (card === undefined || !PAYABLE.has(String(stored.object.status))) return redirect(`../${id}`);
    const method = addPaymentMethod(work, { card, email: stored.object.customer_email });
    await collectInvoice(work, id, { method, isAutomatic: false, isAuthenticated: true });
    return redirect(`../${id}`);
  });
  return { response: result, events };
}
