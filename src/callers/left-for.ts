import type { EndUserState } from '../generation/index.ts';
import { add, type MicroCredits, max, subtract, ZERO } from '../money/index.ts';

/** What may still be spent for an end user in the current period; undefined: nothing limits it. */
export const leftFor = ({ limit, charged, reserved }: EndUserState): MicroCredits | undefined =>
  limit === undefined ? undefined : max(subtract(limit, add(charged, reserved)), ZERO);
