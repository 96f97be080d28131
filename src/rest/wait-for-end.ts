// Some systems answer with the media itself: such a call waits until its generation has ended.
import { toPublicId } from '../callers/index.ts';
import type { Generation } from '../generation/index.ts';
import { isFinal } from '../generation/index.ts';
import type { Call } from './route.ts';

/**
 * The generation once nothing of it changes any more, or as it was last seen when the caller hung up before. It ends at its model's
 * deadline at the latest; whoever hung up finds it under its id.
 */
export async function waitForEnd(
  { services, signal }: Pick<Call, 'services' | 'signal'>,
  accepted: Generation,
): Promise<Generation> {
  if (isFinal(accepted)) return accepted;
  const { accountId, id } = accepted;
  const changes = await services.generations.follow(accountId, id);
  if (changes === undefined) throw new Error(`${toPublicId('gen', id)} was accepted and cannot be followed`);
  const stop = (): void => void changes.return?.();
  signal.addEventListener('abort', stop, { once: true });
  let last = accepted;
  try {
    for await (const generation of changes) last = generation;
  } finally {
    signal.removeEventListener('abort', stop);
  }
  return last;
}
