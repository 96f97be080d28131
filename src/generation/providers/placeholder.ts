// What work is known by until the provider's own id for it has arrived: enough to know whose it is, not to ask by.

const PLACEHOLDER = 'attempt:';

export function placeholderFor(attemptId: string): string {
  return `${PLACEHOLDER}${attemptId}`;
}

/** The attempt's id; undefined for an id that is the provider's own. */
export function attemptOfPlaceholder(upstreamId: string): string | undefined {
  return upstreamId.startsWith(PLACEHOLDER) ? upstreamId.slice(PLACEHOLDER.length) : undefined;
}
