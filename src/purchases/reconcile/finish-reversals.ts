// Refunds and disputes that a crash or a silent provider left in between are led to their end.
import { sql as raw } from 'kysely';
import { type Sql, toPublicId, withoutNulls } from '../../database/index.ts';
import type { PurchaseTables } from '../entities.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import { finishRefund } from '../refunds/finish-refund.ts';
import { mirrorPayment } from '../refunds/mirror-payment.ts';
import type { Reversal } from '../refunds/reversal.ts';
import { saveFindings } from './findings.ts';
import { counting } from './progress.ts';
import { type Round, watch } from './round.ts';

const MINUTE_MILLISECONDS = 60_000;
const DAY_MILLISECONDS = 86_400_000;
const MOST = 1_000;

/** The same condition as that of payment_reversal_open_index, written out so that the index is found. */
const OPEN = raw<boolean>`(status in ('PENDING', 'TAKEN', 'RETURNING') or (kind = 'DISPUTE' and booked is distinct from status))`;

const openReversals = (sql: Sql) => sql.tables<PurchaseTables>().selectFrom('payment_reversal').where(OPEN);

export async function finishReversals({ context, found, onProgress }: Round): Promise<number> {
  const now = context.now().getTime();
  const rows = await openReversals(context.database)
    .selectAll()
    .where('createdAt', '<', new Date(now - MINUTE_MILLISECONDS))
    .orderBy('createdAt')
    .limit(MOST)
    .execute();
  let finished = 0;
  for (const reversal of counting(rows.map(withoutNulls), 'refunds and disputes', onProgress)) {
    await finishOne(context, reversal);
    if (!(await isOpen(context.database, reversal.id))) finished += 1;
    else if (now - reversal.createdAt.getTime() > DAY_MILLISECONDS) {
      const refundId = toPublicId('rfd', reversal.id);
      await found({ code: 'REFUND_UNFINISHED', refundId, since: reversal.createdAt.toISOString() });
    }
  }
  return finished;
}

/** One that cannot be finished now holds up no other: it stands as it is, and is a finding after a day. */
async function finishOne(context: PurchaseContext, reversal: Reversal): Promise<void> {
  const { context: watched, problems } = watch(context);
  try {
    await finish(watched, reversal);
  } catch (error) {
    context.log.warn({ err: error, refundId: toPublicId('rfd', reversal.id) }, 'a refund could not be finished');
  }
  await saveFindings(context.database, problems, context.now());
}

async function finish(context: PurchaseContext, reversal: Reversal): Promise<void> {
  if (reversal.kind === 'OPERATOR_REFUND') await finishRefund(context, reversal);
  else await mirrorPayment(context, reversal.paymentIntentId);
}

/** Whether it still is to be led to its end. */
export async function isOpen(sql: Sql, reversalId: string): Promise<boolean> {
  return (await openReversals(sql).select('id').where('id', '=', reversalId).executeTakeFirst()) !== undefined;
}
