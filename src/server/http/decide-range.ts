// Which bytes of a file a Range header asks for (RFC 9110, section 14); one range only, as players send it.

export type RangeDecision =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly start: number; readonly end: number }
  | { readonly kind: 'unsatisfiable' };

const WHOLE: RangeDecision = { kind: 'whole' };
const UNSATISFIABLE: RangeDecision = { kind: 'unsatisfiable' };

/** `bytes` is the file's size. A header that is malformed, or asks for several ranges, is ignored as the RFC says. */
export function decideRange(header: string | undefined, bytes: number): RangeDecision {
  const [, last] = /^bytes=-(\d{1,15})$/.exec(header ?? '') ?? [];
  if (last !== undefined) return suffix(Number(last), bytes);
  const [, first, end] = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  return first === undefined || end === undefined ? WHOLE : between(Number(first), end, bytes);
}

/** An `end` that is empty means the end of the file. */
function between(start: number, end: string, bytes: number): RangeDecision {
  if (end !== '' && Number(end) < start) return WHOLE;
  if (start >= bytes) return UNSATISFIABLE;
  return { kind: 'part', start, end: end === '' ? bytes - 1 : Math.min(Number(end), bytes - 1) };
}

function suffix(length: number, bytes: number): RangeDecision {
  if (length === 0 || bytes === 0) return UNSATISFIABLE;
  return { kind: 'part', start: Math.max(0, bytes - length), end: bytes - 1 };
}
