// Ours, with every row that the gateway writes: jobs, notifications and webhook events, too.
import type { Generation } from '../../../src/generation/index.ts';
import { insertGenerations } from '../../../src/generation/request/insert-generations.ts';
import { settleDelivered } from '../../../src/generation/settle/settle-generation.ts';
import { type Ledger, sendingCompanion } from '../../../src/ledger/index.ts';
import { INPUT_HASH, OUTPUT, type Way } from './way.ts';

export function theLedger(ledger: Ledger): Way {
  return {
    reserve: (generation) => reserveByLedger(ledger, generation),
    charge: async (generation) => {
      const end = {
        status: 'SUCCEEDED',
        outputs: [OUTPUT],
        error: undefined,
        attempt: undefined,
        now: new Date(),
      } as const;
      await settleDelivered({ ledger }, generation, { cost: generation.maxCost, end });
    },
    close: () => Promise.resolve(),
  };
}

export async function reserveByLedger(ledger: Ledger, generation: Generation): Promise<void> {
  const { accountId, id, apiKeyId, maxCost } = generation;
  const outcome = await ledger.submit({
    command: {
      kind: 'reserve',
      accountId,
      generationId: id,
      apiKeyId,
      amount: maxCost,
      idempotencyKey: id,
      inputHash: INPUT_HASH,
    },
    companion: sendingCompanion(insertGenerations, generation),
  });
  if (outcome.status !== 'applied') throw new Error(`a reservation was ${outcome.status}`);
}
