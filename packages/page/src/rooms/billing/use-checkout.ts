// Goes where money is asked for: once, however often an answer is lost.
import { useState } from 'react';
import { useGateway } from '../../data/gateway.tsx';
import { type Refusal, refusalsOf } from '../../data/refusals.ts';
import { useUnanswered } from '../../data/use-unanswered.ts';
import { BUY_PACK, CHANGE_PLAN } from './documents.ts';

interface Asked {
  readonly checkoutUrl: string | null;
  readonly userErrors: readonly Refusal[];
}

export function useCheckout() {
  const gateway = useGateway();
  const askOnce = useUnanswered();
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
      setRefusals(refusalsOf(error instanceof Error ? error : new Error(String(error))));
    } finally {
      setPending(undefined);
    }
  };
  const back = { successUrl: location.href, cancelUrl: location.href };
  const buy = async (packId: string): Promise<Asked> => {
    const ask = (idempotencyKey: string) =>
      gateway.request(BUY_PACK, { input: { packId, idempotencyKey, ...back } }, { isRepeatable: true });
    return (await askOnce({ packId }, ask)).buyCreditPack;
  };
  const changePlan = async (planId: string, interval: 'MONTH' | 'YEAR'): Promise<Asked> => {
    const ask = (idempotencyKey: string) =>
      gateway.request(CHANGE_PLAN, { input: { planId, interval, idempotencyKey, ...back } }, { isRepeatable: true });
    return (await askOnce({ planId, interval }, ask)).changePlan;
  };
  return {
    pending,
    refusals,
    buy: (packId: string) => go(packId, () => buy(packId)),
    changePlan: (planId: string, interval: 'MONTH' | 'YEAR') => go(planId, () => changePlan(planId, interval)),
  };
}
