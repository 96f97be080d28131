// How long credits can be used that come back to a lot (decision 25). Pure.
import type { LotState } from './state.ts';

/** What comes back stays usable this long, and no lot longer than this past its end, however often something comes back. */
const GRACE_MILLISECONDS = 86_400_000;

/** The end of a lot after something came back to it: before its expiry or after, once or many times. */
export function usableAfterReturn(
  { expiresAt, usableUntil }: Pick<LotState, 'expiresAt' | 'usableUntil'>,
  returnedAt: Date,
): Date | undefined {
  if (expiresAt === undefined || usableUntil === undefined) return usableUntil;
  const asked = Math.max(usableUntil.getTime(), returnedAt.getTime() + GRACE_MILLISECONDS);
  return new Date(Math.min(asked, expiresAt.getTime() + GRACE_MILLISECONDS));
}
