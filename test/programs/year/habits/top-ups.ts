// Automatic top-ups, as customers configure them.
import { microCredits } from '../../../../src/money/index.ts';
import type { Deed } from '../customer.ts';

export interface TopUpWish {
  readonly packId?: string;
  /** Whole credits. */
  readonly target?: bigint;
  readonly threshold: bigint;
  /** Cents. */
  readonly cap: bigint;
}

const MICRO = 1_000_000n;
const NOW = 0.1;

/** The same each time: after a pause, this is also how it is begun again. */
export const configure =
  ({ packId, target, threshold, cap }: TopUpWish): Deed =>
  async (world, { accountId, random }) => {
    const { refusal, autoTopUp } = await world.rooms.services.purchases.topUps.configure({
      ...{ accountId, enabled: true, packId },
      threshold: microCredits(threshold * MICRO),
      target: target === undefined ? undefined : microCredits(target * MICRO),
      monthlyCap: { minorUnits: cap, currency: 'USD' },
      now: random.next() < NOW,
    });
    return refusal?.code ?? autoTopUp?.state;
  };
