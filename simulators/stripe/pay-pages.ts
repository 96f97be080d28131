// The simulator's checkout and receipt pages.
import type Stripe from 'stripe';
import { priceText } from './invoice-line.ts';
import { html, type Markup, NOTHING } from './markup.ts';
import { renderPage } from './page.ts';
import { cardFields, cardHelp, dayOf, join, NOTICE, originsOf, problemNote, returnAddress } from './page-parts.ts';
import type { LineItem, StoredSession } from './stored-objects.ts';
import type { WebResponse } from './web.ts';

function describeItems(lineItems: readonly LineItem[]): Markup {
  const items = lineItems.map(
    ({ name, description, quantity }) => html`<h1>${quantity === 1 ? name : `${quantity} × ${name}`}</h1>
<p class="soft">${description ?? ''}</p>`,
  );
  return join(items);
}

interface Words {
  readonly title: string;
  readonly price: string;
  readonly button: string;
}

function wordsOf({ object: session }: StoredSession): Words {
  const price = priceText(session.amount_total ?? 0, session.currency ?? 'usd');
  switch (session.mode) {
    case 'setup':
      return { title: 'Save a card', price: 'Save a card', button: 'Save card' };
    case 'subscription':
      return { title: `Subscribe for ${price}`, price: `${price} per period`, button: `Subscribe for ${price}` };
    default:
      return { title: `Pay ${price}`, price, button: `Pay ${price}` };
  }
}

/** `lastError`: what the customer is told of the attempt before. */
export function openSessionPage(stored: StoredSession, lastError: string | null | undefined): WebResponse {
  const { object: session, lineItems } = stored;
  const { title, price, button } = wordsOf(stored);
  const close =
    session.cancel_url === null
      ? NOTHING
      : html`<form method="post" action="${session.id}/close"><button class="plain">Close</button></form>`;
  return renderPage({
    title: `${title} (simulator)`,
    formTargets: originsOf([session.success_url, session.cancel_url]),
    content: html`${NOTICE}
${problemNote(lastError)}
${describeItems(lineItems)}
${lineItems.length === 0 ? html`<h1 class="price">${price}</h1>` : html`<p class="price">${price}</p>`}
<form method="post" action="${session.id}/pay">${cardFields()}<button class="main">${button}</button></form>
<form method="post" action="${session.id}/decline"><button>Decline the card</button></form>
${close}
${cardHelp()}`,
  });
}

/** A session that is paid or expired. */
export function closedSessionPage({ object: session, lineItems }: StoredSession): WebResponse {
  const paid = session.status === 'complete';
  const back = paid ? session.success_url : session.cancel_url;
  const link = back === null ? NOTHING : html`<p><a href="${returnAddress(back, session.id)}">Back to the shop</a></p>`;
  return renderPage({
    title: paid ? 'Already paid (simulator)' : 'Checkout expired (simulator)',
    status: paid ? 200 : 410,
    content: html`${NOTICE}
${describeItems(lineItems)}
<p class="price">${paid ? 'Paid' : 'Expired'}</p>
<p>${paid ? 'This checkout is paid. It cannot be paid twice.' : 'This checkout is no longer open. Nothing was paid.'}</p>
${link}`,
  });
}

export function receiptPage(charge: Stripe.Charge): WebResponse {
  const price = priceText(charge.amount, charge.currency);
  const refunded =
    charge.amount_refunded === 0
      ? NOTHING
      : html`<p>Refunded: ${priceText(charge.amount_refunded, charge.currency)}</p>`;
  return renderPage({
    title: `Receipt for ${price} (simulator)`,
    content: html`${NOTICE}
<h1>Receipt</h1>
<p class="soft">${charge.description ?? ''}</p>
<p class="price">${price}</p>
<p>Paid on <time datetime="${dayOf(charge.created)}">${dayOf(charge.created)}</time> with a simulated card.</p>
${refunded}
<p class="soft">${charge.id}</p>`,
  });
}
