// What tests of refunds, disputes and reconciliation do in a shop.
import type { LedgerCommand } from '../../../src/ledger/index.ts';
import { formatCredits } from '../../../src/money/index.ts';
import type { Purchase, Purchases } from '../../../src/purchases/index.ts';
import { idOf } from '../../simulators/stripe/simulated-stripe.ts';
import { credits } from '../../support/ledger-world.ts';
import type { Delivery, Shop } from '../shop.ts';

export interface Bought {
  readonly accountId: string;
  readonly purchase: Purchase;
  readonly paymentIntentId: string;
}

/** A pack of 25 credits for 25.00 USD, paid; its events are heard when webhooks are open. */
export async function buyAndPay(shop: Shop, idempotencyKey = 'order-1'): Promise<Bought> {
  const accountId = await shop.world.newAccount();
  await shop.world.database.rows(
    `insert into account (id, name, plan_id, created_at) values ($1, 'Ada', 'free', now())`,
    [accountId],
  );
  const purchase = await shop.buy(accountId, 'small', idempotencyKey);
  await shop.click(purchase, 'pay');
  const sessions = await shop.stripe.checkout.sessions.list({ limit: 100 });
  const session = sessions.data.find(({ url }) => url === purchase.checkoutUrl) ?? sessions.data[0];
  return { accountId, purchase, paymentIntentId: idOf(session?.payment_intent) };
}

export const deliver = (shop: Shop, { rawBody, signature }: Delivery) =>
  shop.purchases.receiveWebhook(rawBody, signature);

export async function deliverAll(shop: Shop): Promise<void> {
  for (const delivery of shop.held.splice(0)) await deliver(shop, delivery);
}

export async function spend(shop: Shop, accountId: string, amount: string): Promise<void> {
  const { generationId } = await shop.world.reserve(accountId, amount);
  const command: LedgerCommand = { kind: 'charge', accountId, generationId, amount: credits(amount) };
  await shop.world.ledger.submit({ command });
}

export function refund(
  { accountId, purchase }: Bought,
  purchases: Purchases,
  more: { credits?: string; idempotencyKey?: string } = {},
) {
  return purchases.refundPurchase({
    accountId,
    purchaseId: purchase.id,
    credits: more.credits === undefined ? undefined : credits(more.credits),
    reason: 'Not needed',
    idempotencyKey: more.idempotencyKey ?? 'refund-1',
  });
}

async function control(shop: Shop, path: string, body: unknown): Promise<{ id: string }> {
  const response = await fetch(`${shop.baseUrl}/simulator/stripe/control/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.secrets.apiKey}` },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as { id?: string };
  if (answer.id === undefined) throw new Error(JSON.stringify(answer));
  return { id: answer.id };
}

export const dispute = (shop: Shop, { paymentIntentId }: Bought): Promise<{ id: string }> =>
  control(shop, 'disputes', { paymentIntent: paymentIntentId });

export const closeDispute = (shop: Shop, id: string, outcome: 'won' | 'lost') =>
  control(shop, `disputes/${id}`, { outcome });

/** What must be the same whatever the order of events was. */
export async function stateOf(shop: Shop, { accountId, purchase }: Bought) {
  const [lot] = await shop.world.ledger.lots(accountId, [1]);
  const balance = await shop.world.ledger.balance(accountId);
  const reversals = await shop.world.database.rows<{ fact: string }>(
    `select kind || ' ' || status || ' ' || credits || ' ' || minor_units as fact from payment_reversal
     where account_id = $1 order by 1`,
    [accountId],
  );
  const verification = await shop.world.ledger.verify(accountId);
  if (lot === undefined || balance === undefined) throw new Error('no lot, or no wallet');
  return {
    available: formatCredits(balance.available),
    debt: formatCredits(balance.debt),
    spent: formatCredits(lot.spent),
    frozen: formatCredits(lot.frozen),
    clawedBack: formatCredits(lot.clawedBack),
    status: (await shop.purchase(purchase)).status,
    reversals: reversals.map(({ fact }) => fact),
    problems: verification?.problems,
  };
}

/** Minor units that Stripe gave back or that a lost dispute took. */
export async function moneyBack(shop: Shop, { paymentIntentId }: Bought): Promise<number> {
  const refunds = await shop.stripe.refunds.list({ payment_intent: paymentIntentId, limit: 100 });
  return refunds.data.reduce((total, { amount }) => total + amount, 0);
}
