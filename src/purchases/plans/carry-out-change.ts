// Does at the payment provider what a change's row says. Made of the row only, under keys that the row decides: doing it
// again does nothing twice. Throws ProviderUnavailableError; the change stays open then.
import { toPublicId } from '../../database/index.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import { endChange, keepCheckout, type PlanChangeRow, turnIntoCheckout } from './plan-change.ts';
import type { Beginning, StepAnswer } from './plan-payments.ts';

export interface CarriedOut {
  readonly row: PlanChangeRow;
  /** Why the card was declined, for people. */
  readonly decline?: { readonly reason: string; readonly declineCode: string | undefined };
}

export async function carryOutChange(context: PurchaseContext, row: PlanChangeRow): Promise<CarriedOut> {
  if (row.state !== 'OPEN') return { row };
  switch (row.kind) {
    case 'NONE':
      return { row };
    case 'CHECKOUT':
      return row.checkout_url === null ? openCheckout(context, row) : { row };
    case 'SUBSCRIBE':
      return subscribe(context, row);
    case 'UPGRADE':
    case 'DOWNGRADE':
      return end(context, row, await switchPlan(context, row));
    case 'RESUME':
    case 'CANCEL':
      return end(context, row, await setCancellation(context, row));
    default:
      return row.kind satisfies never;
  }
}

async function openCheckout(context: PurchaseContext, row: PlanChangeRow): Promise<CarriedOut> {
  const { success_url: successUrl, cancel_url: cancelUrl } = row;
  const answer = await context.payments.openPlanCheckout({ ...beginningOf(row), successUrl, cancelUrl });
  if (answer.status !== 'done') return end(context, row, answer);
  return { row: await keepCheckout(context, row, answer.result) };
}

/** A card that is declined, or wants to see its owner, leads to a page where the customer can pay. */
async function subscribe(context: PurchaseContext, row: PlanChangeRow): Promise<CarriedOut> {
  // The provider forgets keys after a day; the subscription itself remembers.
  const running = await context.payments.runningSubscriptions(row.customer_id);
  if (running.some(({ planChangeId }) => planChangeId === row.id)) {
    return { row: await endChange(context, row, 'DONE') };
  }
  const answer = await context.payments.subscribe(beginningOf(row));
  if (answer.status !== 'declined') return end(context, row, answer);
  const turned = await turnIntoCheckout(context, row);
  return turned.state === 'OPEN' ? openCheckout(context, turned) : { row: turned };
}

function switchPlan(context: PurchaseContext, row: PlanChangeRow): Promise<StepAnswer> {
  return context.payments.switchPrice({
    subscriptionId: row.subscription_id ?? '',
    itemId: row.item_id ?? '',
    priceId: row.price_id ?? '',
    settled: row.kind === 'UPGRADE' ? 'NOW' : 'NEXT_INVOICE',
    idempotencyKey: keyOf(row),
  });
}

function setCancellation(context: PurchaseContext, row: PlanChangeRow): Promise<StepAnswer> {
  return context.payments.setCancellation({
    subscriptionId: row.subscription_id ?? '',
    isAtPeriodEnd: row.kind === 'CANCEL',
    idempotencyKey: keyOf(row),
  });
}

async function end(context: PurchaseContext, row: PlanChangeRow, answer: StepAnswer<unknown>): Promise<CarriedOut> {
  switch (answer.status) {
    case 'done':
      return { row: await endChange(context, row, 'DONE') };
    case 'declined':
      return { row: await endChange(context, row, 'DECLINED'), decline: answer };
    case 'refused':
      context.log.error({ planChangeId: row.id, reason: answer.reason }, 'the payment provider refused a plan change');
      return { row: await endChange(context, row, 'CLOSED') };
    default:
      return answer satisfies never;
  }
}

/** A declined subscription and the checkout after it are two calls. */
const keyOf = ({ id, kind }: PlanChangeRow): string => `plan-change:${id}:${kind}`;

function beginningOf(row: PlanChangeRow): Beginning {
  return {
    accountId: toPublicId('acct', row.account_id),
    planChangeId: row.id,
    customerId: row.customer_id,
    priceId: row.price_id ?? '',
    idempotencyKey: keyOf(row),
  };
}
