// Does at the payment provider what a change's row says. Made of the row only, under keys that the row decides: doing it
// again does nothing twice. Throws ProviderUnavailableError; the change stays open then.
import { toPublicId } from '../../database/index.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import {
  endChange,
  findOpenChange,
  keepCheckout,
  keepConfirmation,
  type PlanChange,
  turnIntoCheckout,
} from './plan-change.ts';
import type { Beginning, StepAnswer, SubscriptionState } from './plan-payments.ts';

export interface CarriedOut {
  readonly row: PlanChange;
  /** Why the card was declined, for people. */
  readonly decline?: { readonly reason: string; readonly declineCode: string | undefined };
}

/** `patience`: milliseconds after which a change is not begun any more, only ended as the provider shows it. */
export async function carryOutChange(context: PurchaseContext, row: PlanChange, patience: number): Promise<CarriedOut> {
  if (row.state !== 'OPEN' || row.checkoutUrl !== undefined) return { row };
  if (context.now().getTime() - row.createdAt.getTime() >= patience) {
    return { row: await endChange(context, row, (await isInForce(context, row)) ? 'DONE' : 'CLOSED') };
  }
  switch (row.kind) {
    case 'NONE':
      return { row };
    case 'CHECKOUT':
      return openCheckout(context, row);
    case 'SUBSCRIBE':
      return subscribe(context, row);
    case 'UPGRADE':
    case 'DOWNGRADE':
      return switchPlan(context, row);
    case 'RESUME':
    case 'CANCEL':
      return end(context, row, await setCancellation(context, row));
    default:
      return row.kind satisfies never;
  }
}

async function openCheckout(context: PurchaseContext, row: PlanChange): Promise<CarriedOut> {
  const { successUrl, cancelUrl } = row;
  const answer = await context.payments.openPlanCheckout({ ...beginningOf(row), successUrl, cancelUrl });
  if (answer.status !== 'done') return end(context, row, answer);
  return { row: await keepCheckout(context, row, answer.result) };
}

/** A card that is declined, or wants to see its owner, leads to a page where the customer can pay. */
async function subscribe(context: PurchaseContext, row: PlanChange): Promise<CarriedOut> {
  const answer = await context.payments.subscribe(beginningOf(row));
  if (answer.status !== 'declined') return end(context, row, answer);
  const turned = await turnIntoCheckout(context, row);
  return turned.state === 'OPEN' ? openCheckout(context, turned) : { row: turned };
}

/** Whether the provider has done what the row says, though its answer was lost. */
async function isInForce({ payments }: PurchaseContext, row: PlanChange): Promise<boolean> {
  switch (row.kind) {
    case 'NONE':
      return true;
    case 'CHECKOUT':
    case 'SUBSCRIBE':
      return (await payments.subscriptionsOf(row.customerId)).some(({ planChangeId }) => planChangeId === row.id);
    case 'UPGRADE':
    case 'DOWNGRADE':
      return (await payments.readSubscription(row.subscriptionId ?? ''))?.priceId === row.priceId;
    case 'RESUME':
    case 'CANCEL': {
      const subscription = await payments.readSubscription(row.subscriptionId ?? '');
      return subscription?.cancelAtPeriodEnd === (row.kind === 'CANCEL');
    }
    default:
      return row.kind satisfies never;
  }
}

async function switchPlan(context: PurchaseContext, row: PlanChange): Promise<CarriedOut> {
  const answer = await context.payments.switchPrice({
    subscriptionId: row.subscriptionId ?? '',
    itemId: row.itemId ?? '',
    priceId: row.priceId ?? '',
    settled: row.kind === 'UPGRADE' ? 'NOW' : 'NEXT_INVOICE',
    idempotencyKey: keyOf(row),
  });
  if (answer.status !== 'unconfirmed') return end(context, row, answer);
  const kept = await keepConfirmation(context, row, answer);
  // What was handled before the page was kept could not be matched to this change.
  const subscription = await context.payments.readSubscription(row.subscriptionId ?? '');
  return { row: subscription === undefined ? kept : await finishConfirmed(context, kept, subscription) };
}

/** An event about a subscription came: a change of it that waited for the customer may have come, or will not. */
export async function handleConfirmation(
  context: PurchaseContext,
  accountId: string,
  subscription: SubscriptionState,
): Promise<void> {
  const row = await findOpenChange(context.database, accountId);
  if (row?.subscriptionId === subscription.subscriptionId) await finishConfirmed(context, row, subscription);
}

async function finishConfirmed(
  context: PurchaseContext,
  row: PlanChange,
  subscription: SubscriptionState,
): Promise<PlanChange> {
  if (row.invoiceId === undefined || subscription.isChangePending) return row;
  if (subscription.priceId !== row.priceId) return endChange(context, row, 'CLOSED');
  if (subscription.cancelAtPeriodEnd) await takeBackCancellation(context, row);
  return endChange(context, row, 'DONE');
}

/** Who pays for more wants to keep it. */
async function takeBackCancellation(context: PurchaseContext, row: PlanChange): Promise<void> {
  const answer = await context.payments.setCancellation({
    subscriptionId: row.subscriptionId ?? '',
    isAtPeriodEnd: false,
    idempotencyKey: `${keyOf(row)}:keep`,
  });
  if (answer.status === 'done') return;
  const details = { planChangeId: row.id, reason: answer.reason };
  context.log.error(details, 'an upgrade was confirmed, and its subscription still ends with its period');
}

/** Makes way for another change: nobody shall pay any more what this one asks for. */
export async function withdrawChange(context: PurchaseContext, row: PlanChange): Promise<void> {
  const { payments } = context;
  if (row.invoiceId !== undefined) {
    if ((await payments.closeConfirmation(row.invoiceId)) === 'closed') await endChange(context, row, 'CLOSED');
    else await finishPaid(context, row);
  } else if (row.checkoutSessionId !== undefined) {
    const ending = await payments.closePlanCheckout(row.checkoutSessionId);
    await endChange(context, row, ending === 'paid' ? 'DONE' : 'CLOSED');
  }
}

/** Confirmed, and its event has not come yet. */
async function finishPaid(context: PurchaseContext, row: PlanChange): Promise<void> {
  const subscription = await context.payments.readSubscription(row.subscriptionId ?? '');
  if (subscription?.cancelAtPeriodEnd === true) await takeBackCancellation(context, row);
  await endChange(context, row, 'DONE');
}

function setCancellation(context: PurchaseContext, row: PlanChange): Promise<StepAnswer> {
  return context.payments.setCancellation({
    subscriptionId: row.subscriptionId ?? '',
    isAtPeriodEnd: row.kind === 'CANCEL',
    idempotencyKey: keyOf(row),
  });
}

async function end(context: PurchaseContext, row: PlanChange, answer: StepAnswer<unknown>): Promise<CarriedOut> {
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
const keyOf = ({ id, kind }: PlanChange): string => `plan-change:${id}:${kind}`;

function beginningOf(row: PlanChange): Beginning {
  return {
    accountId: toPublicId('acct', row.accountId),
    planChangeId: row.id,
    customerId: row.customerId,
    priceId: row.priceId ?? '',
    idempotencyKey: keyOf(row),
  };
}
