import { type Asking, readsOf } from '../callers/index.ts';
import type { MicroCredits } from '../money/index.ts';

/** What can be spent now; undefined for a key that may not see the balance. */
export async function balanceShown(asking: Asking): Promise<MicroCredits | undefined> {
  if (!asking.viewer.key.scopes.includes('ACCOUNT_READ')) return undefined;
  return (await readsOf(asking).balance()).available;
}
