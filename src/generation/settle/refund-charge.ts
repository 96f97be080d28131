// An operator gives a charge back, whole or in part. The ledger decides and books it; what the generation is counted with follows in
// the same transaction.
import { type Operator, recordOperatorActions } from '../../accounts/index.ts';
import { type Transaction, toPublicId, uuids } from '../../database/index.ts';
import {
  CHARGE_REFUNDS,
  type ChargeRefund,
  companion,
  type Ledger,
  type Outcome,
  refundChargeCommand,
} from '../../ledger/index.ts';
import { recounted } from '../count/count-generations.ts';
import type { GenerationAddress } from '../generation.ts';

export interface ChargeRefundByOperator extends ChargeRefund {
  readonly operator?: Operator | undefined;
}

export function refundCharge(ledger: Ledger, refund: ChargeRefundByOperator): Promise<Outcome> {
  const { accountId, generationId: id, operator } = refund;
  const command = refundChargeCommand(refund);
  const { idempotencyKey } = command;
  return ledger.submit({ command, companion: companion(writeRefunds, { accountId, id, idempotencyKey, operator }) });
}

interface Refunded extends GenerationAddress {
  readonly idempotencyKey: string;
  readonly operator: Operator | undefined;
}

/** All that the ledger has given back by now, this refund among it: however many there are in a batch, the sum is right. */
const WRITE_REFUNDS = `update generation set refunded = (select coalesce(sum(amount), 0)::bigint from ${CHARGE_REFUNDS} as refund
    where refund.account_id = generation.account_id and refund.generation_id = generation.id)
  from unnest($1::uuid[], $2::uuid[]) as given (account_id, id)
  where generation.account_id = given.account_id and generation.id = given.id`;

async function writeRefunds(tx: Transaction, items: readonly Refunded[], now: Date): Promise<void> {
  const once = [...new Map(items.map((item) => [`${item.accountId} ${item.id}`, item])).values()];
  const values = [uuids(once, ({ accountId }) => accountId), uuids(once, ({ id }) => id)];
  await recounted(tx, once, () => tx.rows(WRITE_REFUNDS, values));
  const actions = items.flatMap(({ accountId, id, idempotencyKey, operator }) => {
    const what = { action: 'REFUND_CHARGE', subject: toPublicId('gen', id), booking: { idempotencyKey } } as const;
    return operator === undefined ? [] : [{ ...operator, ...what, accountId, now }];
  });
  recordOperatorActions(tx, actions);
}
