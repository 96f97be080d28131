// Leads a refund of ours to its end, however far it is: takes the credits, asks the provider, gives them back if
// no money goes. Safe to call again at any time, by any process.
import { toPublicId, withoutNulls } from '../../database/index.ts';
import { ProviderUnavailableError } from '../payments.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import { bookReversal } from './book-reversal.ts';
import { finishPayment } from './finish-payment.ts';
import type { RefundAnswer } from './refund-payments.ts';
import { type Reversal, type ReversalStatus, reversalsOf, updateOf } from './reversal.ts';

/** Longer than a call with its retries. */
const CLAIM_MILLISECONDS = 120_000;

export async function finishRefund(context: PurchaseContext, reversal: Reversal): Promise<Reversal> {
  let current = reversal;
  if (current.status === 'PENDING') current = await takeCredits(context, current);
  if (current.status === 'TAKEN' && (await claim(context, current))) current = await askProvider(context, current);
  if (current.status === 'RETURNING') current = await returnCredits(context, current);
  await finishPayment(context, current.accountId, current.paymentIntentId);
  return current;
}

async function takeCredits(context: PurchaseContext, reversal: Reversal): Promise<Reversal> {
  const refused = await bookReversal(context, reversal);
  // They were spent since they were counted: nothing was taken, so nothing is asked.
  return refused === undefined ? readAgain(context, reversal) : move(context, reversal, { to: 'FAILED' });
}

/** One process at a time asks the provider, so that no answer is undone while another is on its way. */
async function claim({ database, now }: PurchaseContext, reversal: Reversal): Promise<boolean> {
  const at = now();
  const claimed = await updateOf(database, reversal)
    .set({ claimedUntil: new Date(at.getTime() + CLAIM_MILLISECONDS) })
    .where('status', '=', 'TAKEN')
    .where((by) => by.or([by('claimedUntil', 'is', null), by('claimedUntil', '<=', at)]))
    .returning('id')
    .execute();
  return claimed.length > 0;
}

async function askProvider(context: PurchaseContext, reversal: Reversal): Promise<Reversal> {
  try {
    const { id, paymentIntentId, minorUnits } = reversal;
    // An answer that was lost long ago is not asked for again but looked for: keys do not live for ever.
    const answer =
      (await findMade(context, reversal)) ??
      (await context.payments.createRefund({ refundId: toPublicId('rfd', id), paymentIntentId, minorUnits }));
    if (answer.status === 'made') return await move(context, reversal, { to: 'DONE', providerId: answer.providerId });
    const details = { refundId: toPublicId('rfd', id), reason: answer.reason };
    context.log.warn(details, 'the payment provider refused a refund; its credits are given back');
    return await move(context, reversal, { to: 'RETURNING' });
  } catch (error) {
    if (!(error instanceof ProviderUnavailableError)) throw error;
    await updateOf(context.database, reversal).set({ claimedUntil: null }).execute();
    return reversal;
  }
}

async function findMade(
  { payments }: PurchaseContext,
  { id, paymentIntentId }: Reversal,
): Promise<RefundAnswer | undefined> {
  const state = await payments.readPayment(paymentIntentId);
  const made = state?.refunds.find((refund) => refund.ourId === id && refund.state === 'MADE');
  return made === undefined ? undefined : { status: 'made', providerId: made.refundId };
}

async function returnCredits(context: PurchaseContext, reversal: Reversal): Promise<Reversal> {
  const refused = await bookReversal(context, reversal);
  if (refused !== undefined) {
    const details = { refundId: toPublicId('rfd', reversal.id), refusal: refused.refusal.code };
    context.log.error(details, 'the credits of a refund that failed could not be given back');
  }
  return readAgain(context, reversal);
}

/** A move that another process made first stays. */
async function move(
  context: PurchaseContext,
  reversal: Reversal,
  { to, providerId }: { readonly to: ReversalStatus; readonly providerId?: string },
): Promise<Reversal> {
  await updateOf(context.database, reversal)
    .set((by) => ({
      status: to,
      claimedUntil: null,
      ...(providerId === undefined ? {} : { providerId: by.fn.coalesce('providerId', by.val(providerId)) }),
    }))
    .where('status', '=', reversal.status)
    .execute();
  return readAgain(context, reversal);
}

async function readAgain({ database }: PurchaseContext, { accountId, id }: Reversal): Promise<Reversal> {
  const row = await reversalsOf(database, accountId).where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw new Error(`reversal ${id} is gone`);
  return withoutNulls(row);
}
