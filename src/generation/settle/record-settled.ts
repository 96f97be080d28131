import { type Operator, recordOperatorActions } from '../../accounts/index.ts';
import { type Sends, toPublicId } from '../../database/index.ts';
import { formatCredits, type MicroCredits } from '../../money/index.ts';
import type { GenerationAddress } from '../generation.ts';

/** That an operator settled a generation, with the transaction that did it; nothing when it settled by itself. */
export function recordSettled(
  tx: Sends,
  { accountId, id, cost, now }: GenerationAddress & { readonly cost: MicroCredits; readonly now: Date },
  operator: Operator | undefined,
): void {
  if (operator === undefined) return;
  const what = { action: 'SETTLE_GENERATION', subject: toPublicId('gen', id), booking: { generationId: id } } as const;
  const changes = { cost: ['', formatCredits(cost)] } as const;
  recordOperatorActions(tx, [{ ...operator, ...what, changes, accountId, now }]);
}
