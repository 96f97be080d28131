// Erases what a request said and made, as an API key may ask for it: with a client token one end user could erase another's.
import { generalError } from '../../callers/index.ts';
import { type Call, type Refused, refused } from '../route.ts';

const WORDS = {
  REQUEST_NOT_FOUND: 'There is no such request.',
  REQUEST_NOT_ENDED: 'Its generation is under way, or its cost waits for an operator. Cancel it, or try again later.',
} as const;

export interface Erased {
  /** It had been erased before. */
  readonly already: boolean;
  /** Files that were deleted now. */
  readonly files: number;
}

export async function eraseRequest({ services, viewer }: Call, id: string): Promise<Erased | Refused> {
  if (viewer.key.clientToken !== undefined) {
    const message = 'A client token may not ask for this: only an API key may, from a server.';
    return refused({ kind: 'SCOPE', scopes: ['GENERATION_WRITE'], message });
  }
  const accountId = viewer.account.id;
  const before = await services.generations.find(accountId, id);
  const outcome = await services.requests.purge(accountId, id);
  if (outcome.status === 'refused') {
    const { code } = outcome;
    return refused({ kind: 'REFUSED', error: generalError({ code, message: WORDS[code], path: ['id'] }) });
  }
  return { already: before?.purgedAt !== undefined, files: before?.outputs.length ?? 0 };
}
