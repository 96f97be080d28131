// What a customer's browser asks for: the checkout page, its three buttons, and the receipt.
import type Stripe from 'stripe';
import { redirect, type WebRequest, type WebResponse } from '../../pages/web.ts';
import { attemptPayment } from './attempt-payment.ts';
import { isOverdue } from './checkout-session.ts';
import { closedSessionPage, notFoundPage, openSessionPage, receiptPage, returnAddress } from './pay-pages.ts';
import type { SimulatorContext } from './simulator-context.ts';
import { findObject, type StoredSession } from './stored-objects.ts';

export interface PageResult {
  readonly response: WebResponse;
  /** To be delivered before the customer is sent back, as Stripe does. */
  readonly events: readonly Stripe.Event[];
}

const plain = (response: WebResponse): PageResult => ({ response, events: [] });

const BUTTONS = /^\/pay\/(\w+)\/(pay|decline|close)$/;
const PAGES = /^\/(pay|receipts)\/(\w+)$/;

export async function handlePage(context: SimulatorContext, { method, path }: WebRequest): Promise<PageResult> {
  const [pathname = ''] = path.split('?');
  if (method === 'POST') {
    const [, id, button] = BUTTONS.exec(pathname) ?? [];
    return id === undefined || button === undefined ? plain(notFoundPage()) : press(context, id, button);
  }
  return plain(method === 'GET' || method === 'HEAD' ? await showPage(context, pathname) : notFoundPage());
}

async function showPage(context: SimulatorContext, pathname: string): Promise<WebResponse> {
  const [, section, id] = PAGES.exec(pathname) ?? [];
  if (id === undefined) return notFoundPage();
  return section === 'pay' ? showSession(context, id) : showReceipt(context, id);
}

async function showSession(context: SimulatorContext, id: string): Promise<WebResponse> {
  const stored = await findObject(context.database, { kind: 'checkout.session', id });
  if (stored === undefined) return notFoundPage();
  const open = stored.object.status === 'open' && !isOverdue(stored.object, context.now());
  return open ? openSessionPage(stored, await lastError(context, stored)) : closedSessionPage(stored);
}

async function lastError({ database }: SimulatorContext, { object }: StoredSession): Promise<string | undefined> {
  if (typeof object.payment_intent !== 'string') return undefined;
  const intent = await findObject(database, { kind: 'payment_intent', id: object.payment_intent });
  return intent?.object.last_payment_error?.message;
}

async function showReceipt({ database }: SimulatorContext, id: string): Promise<WebResponse> {
  const charge = await findObject(database, { kind: 'charge', id });
  return charge?.object.paid === true ? receiptPage(charge.object) : notFoundPage();
}

async function press(context: SimulatorContext, id: string, button: string): Promise<PageResult> {
  if (button === 'close') return plain(await closePage(context, id));
  const attempt = await attemptPayment(context, { sessionId: id, approved: button === 'pay' });
  if (attempt === undefined) return plain(notFoundPage());
  const { session, events } = attempt;
  const back = session.status === 'complete' ? session.success_url : null;
  return { response: redirect(back === null ? pageOf(session.id) : returnAddress(back, session.id)), events };
}

/** Closing pays nothing and ends nothing: the link works until the session expires. */
async function closePage({ database }: SimulatorContext, id: string): Promise<WebResponse> {
  const stored = await findObject(database, { kind: 'checkout.session', id });
  if (stored === undefined) return notFoundPage();
  const { cancel_url: cancelUrl } = stored.object;
  return redirect(cancelUrl === null ? pageOf(id) : returnAddress(cancelUrl, id));
}

/** Relative to …/pay/<id>/<button>, wherever the simulator is mounted. */
const pageOf = (id: string): string => `../${id}`;
