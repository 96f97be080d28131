// What the simulator's pages have in common. Plain forms: they work without JavaScript.
import type Stripe from 'stripe';
import { html, type Markup, NOTHING } from './markup.ts';
import { renderPage } from './page.ts';
import { TEST_CARDS, USUAL_CARD } from './test-cards.ts';
import type { WebResponse } from './web.ts';

export interface PageResult {
  readonly response: WebResponse;
  /** To be delivered before the customer is sent back, as Stripe does. */
  readonly events: readonly Stripe.Event[];
}

export const NOTICE = html`<p class="note" role="note"><strong>Simulator: no money moves.</strong>
This page stands in for Stripe.</p>`;

export function join(parts: readonly Markup[]): Markup {
  return { markup: parts.map((part) => part.markup).join('\n') };
}

export function problemNote(problem: string | null | undefined): Markup {
  if (problem === null || problem === undefined) return NOTHING;
  return html`<p class="bad" role="alert">${problem} Nothing was paid. You can try again.</p>`;
}

const CARD_LIST = join(
  TEST_CARDS.map(({ number, brand, meaning }) => html`<li><code>${number}</code> ${brand}: ${meaning}</li>`),
);
const CARD_OPTIONS = join(TEST_CARDS.map(({ number, meaning }) => html`<option value="${number}">${meaning}</option>`));

/** The fields of a form that takes a test card. */
export function cardFields(): Markup {
  return html`<label for="number">Test card</label>
<input id="number" name="number" value="${USUAL_CARD}" list="cards" inputmode="numeric" autocomplete="off" required>
<datalist id="cards">${CARD_OPTIONS}</datalist>`;
}

export function cardHelp(): Markup {
  return html`<details><summary>Test cards</summary><ul>${CARD_LIST}</ul></details>`;
}

export function notFoundPage(): WebResponse {
  return renderPage({
    title: 'Not found (simulator)',
    status: 404,
    content: html`${NOTICE}
<h1>There is nothing here</h1>
<p>The address is not complete, or belongs to another database.</p>`,
  });
}

/** Stripe puts the session's id where the merchant's address asks for it. */
export function returnAddress(url: string, sessionId: string): string {
  return new URL(url.replaceAll('{CHECKOUT_SESSION_ID}', sessionId)).href;
}

export function originsOf(urls: readonly (string | null)[]): string[] {
  return urls.flatMap((url) => (url === null ? [] : [new URL(url).origin]));
}

/** `2027-01-31` */
export function dayOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
