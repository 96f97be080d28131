// Goes where money is asked for. One press is one idempotency key: pressed again while it is under way, nothing is bought twice.
import { useState } from 'react';
import { useGateway } from '../../data/gateway.tsx';
import type { ResultOf } from '../../data/result-of.ts';
import { BUY_PACK, CHANGE_PLAN } from './documents.ts';

type Refusal = ResultOf<typeof BUY_PACK>['buyCreditPack']['userErrors'][number];

interface Asked {
  readonly checkoutUrl: string | null;
  readonly userErrors: readonly Refusal[];
}

export function useCheckout() {
  const gateway = useGateway();
  const [pending, setPending] = useState<string>();
  const [refusals, setRefusals] = useState<readonly Refusal[]>([]);

  const go = async (what: string, ask: () => Promise<Asked>): Promise<void> => {
    setPending(what);
    setRefusals([]);
    try {
      const { checkoutUrl, userErrors } = await ask();
      setRefusals(userErrors);
      if (checkoutUrl !== null) location.assign(checkoutUrl);
    } catch (error) {
      setRefusals([
        { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error), path: null } as never,
      ]);
    } finally {
      setPending(undefined);
    }
  };
  const back = { successUrl: location.href, cancelUrl: location.href };
  return {
    pending,
    refusals,
    buy: async (packId: string) =>
      await go(packId, async () => {
        const input = { packId, idempotencyKey: crypto.randomUUID(), ...back };
        return (await gateway.request(BUY_PACK, { input }, { isRepeatable: true })).buyCreditPack;
      }),
    changePlan: async (planId: string, interval: 'MONTH' | 'YEAR') =>
      await go(planId, async () => {
        const input = { planId, interval, idempotencyKey: crypto.randomUUID(), ...back };
        return (await gateway.request(CHANGE_PLAN, { input }, { isRepeatable: true })).changePlan;
      }),
  };
}
