import type { Bought, BuyRequest } from '@tollgate/client';
import { useTollgate } from './provider.ts';
import { type Once, useOnce } from './use-once.ts';

/** `run({ packId })` begins a purchase, once for each time it is meant; the answer says where to pay. */
export function useBuyCreditPack(): Once<BuyRequest, Bought> {
  const client = useTollgate();
  return useOnce((request) => client.buyCreditPack(request));
}
