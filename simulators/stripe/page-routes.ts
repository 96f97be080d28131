// What a customer's browser asks for: checkout, receipts, invoices and the billing portal.

import { attemptPayment } from './attempt-payment.ts';
import { isOverdue } from './checkout-session.ts';
import { confirmInvoicePage, payInvoicePage, showInvoice } from './invoice-pages.ts';
import { findObject } from './object-store.ts';
import { notFoundPage, type PageResult, returnAddress } from './page-parts.ts';
import { closedSessionPage, openSessionPage, receiptPage } from './pay-pages.ts';
import { pressPortal, showPortal } from './portal-routes.ts';
import type { SimulatorContext } from './simulator-context.ts';
import type { StoredSession } from './stored-objects.ts';
import { unixSeconds } from './stripe-ids.ts';
import { DECLINED_CARD, USUAL_CARD } from './test-cards.ts';
import { redirect, type WebRequest, type WebResponse } from './web.ts';

const plain = (response: WebResponse): PageResult => ({ response, events: [] });

const BUTTONS = /^\/(pay|invoices|portal)\/(\w+)\/([a-z]+)$/;
/** Which buttons the pages of a section have. */
const BUTTONS_OF: Readonly<Record<string, readonly string[]>> = {
  pay: ['pay', 'decline', 'close'],
  invoices: ['pay', 'confirm'],
  portal: ['card', 'plan', 'cancel', 'resume'],
};
const PAGES = /^\/(pay|receipts|invoices|portal)\/(\w+)$/;

export async function handlePage(context: SimulatorContext, request: WebRequest): Promise<PageResult> {
  const { method, path, body } = request;
  const [pathname = ''] = path.split('?');
  if (method === 'GET' || method === 'HEAD') return plain(await showPage(context, pathname));
  if (method !== 'POST') return plain(notFoundPage());
  return pressButton(context, pathname, new URLSearchParams(body.toString('utf8')));
}

async function pressButton(context: SimulatorContext, pathname: string, form: URLSearchParams): Promise<PageResult> {
  const [, section = '', id = '', button = ''] = BUTTONS.exec(pathname) ?? [];
  if (BUTTONS_OF[section]?.includes(button) !== true) return plain(notFoundPage());
  if (section === 'portal') return pressPortal(context, { id, button, form });
  const pressed = { button, cardNumber: form.get('number') ?? USUAL_CARD };
  return section === 'invoices' ? pressInvoice(context, id, pressed) : press(context, id, pressed);
}

interface Pressed {
  readonly button: string;
  readonly cardNumber: string;
}

function pressInvoice(context: SimulatorContext, id: string, { button, cardNumber }: Pressed): Promise<PageResult> {
  return button === 'confirm' ? confirmInvoicePage(context, id) : payInvoicePage(context, id, cardNumber);
}

async function showPage(context: SimulatorContext, pathname: string): Promise<WebResponse> {
  const [, section, id] = PAGES.exec(pathname) ?? [];
  if (id === undefined) return notFoundPage();
  switch (section) {
    case 'pay':
      return showSession(context, id);
    case 'invoices':
      return showInvoice(context, id);
    case 'portal':
      return showPortal(context, id);
    default:
      return showReceipt(context, id);
  }
}

async function showSession(context: SimulatorContext, id: string): Promise<WebResponse> {
  const stored = await findObject(context.store, 'checkout.session', id);
  if (stored === undefined) return notFoundPage();
  const open = stored.object.status === 'open' && !isOverdue(stored.object, unixSeconds(context.now()));
  return open ? openSessionPage(stored, await lastError(context, stored)) : closedSessionPage(stored);
}

async function lastError({ store }: SimulatorContext, stored: StoredSession): Promise<string | null | undefined> {
  const { object, lastError: own } = stored;
  if (own !== null && own !== undefined) return own;
  if (typeof object.payment_intent !== 'string') return undefined;
  const intent = await findObject(store, 'payment_intent', object.payment_intent);
  return intent?.object.last_payment_error?.message;
}

async function showReceipt({ store }: SimulatorContext, id: string): Promise<WebResponse> {
  const charge = await findObject(store, 'charge', id);
  return charge?.object.paid === true ? receiptPage(charge.object) : notFoundPage();
}

async function press(context: SimulatorContext, id: string, { button, cardNumber }: Pressed): Promise<PageResult> {
  if (button === 'close') return plain(await closePage(context, id));
  const chosen = button === 'decline' ? DECLINED_CARD : cardNumber;
  const attempt = await attemptPayment(context, { sessionId: id, cardNumber: chosen });
  if (attempt === undefined) return plain(notFoundPage());
  const { result: session, events } = attempt;
  const back = session.status === 'complete' ? session.success_url : null;
  return { response: redirect(back === null ? pageOf(session.id) : returnAddress(back, session.id)), events };
}

/** Closing pays nothing and ends nothing: the link works until the session expires. */
async function closePage({ store }: SimulatorContext, id: string): Promise<WebResponse> {
  const stored = await findObject(store, 'checkout.session', id);
  if (stored === undefined) return notFoundPage();
  const { cancel_url: cancelUrl } = stored.object;
  return redirect(cancelUrl === null ? pageOf(id) : returnAddress(cancelUrl, id));
}

/** Relative to …/pay/<id>/<button>, wherever the simulator is mounted. */
const pageOf = (id: string): string => `../${id}`;
