// What a failure of the database means: whether something may be there, and whether the same work may be tried again.

/** SQLSTATEs after which nothing was committed and the same work may succeed: serialization failure, deadlock. */
const RETRYABLE_STATES = new Set(['40001', '40P01']);

/** The server went away or refused the connection: class 08, admin shutdown, crash, starting up, socket errors. */
const LOST_CONNECTION = new Set([
  '08000',
  '08003',
  '08006',
  '57P01',
  '57P02',
  '57P03',
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
]);

/**
 * What a pooler says before it drops a client whose session it lost or cannot give: it has no state of its own but protocol
 * violation, which is fatal to a session only there.
 */
const POOLER_STATE = '08P01';

function isDroppedByPooler(error: unknown): boolean {
  let current = error as { code?: unknown; severity?: unknown; cause?: unknown } | null | undefined;
  while (typeof current === 'object' && current !== null) {
    if (current.code === POOLER_STATE) return current.severity === 'FATAL';
    current = current.cause as typeof current;
  }
  return false;
}

/** COMMIT was sent and its answer was lost: the work may or may not be there. Callers that are idempotent may repeat. */
export class CommitUnknownError extends Error {
  override readonly name = 'CommitUnknownError';
}

/** The SQLSTATE or socket code of an error or of any of its causes. */
export function errorCode(error: unknown): string | undefined {
  let current = error as { code?: unknown; cause?: unknown } | null | undefined;
  while (typeof current === 'object' && current !== null) {
    if (typeof current.code === 'string') return current.code;
    current = current.cause as typeof current;
  }
  return undefined;
}

export function isLostConnection(error: unknown): boolean {
  const code = errorCode(error);
  if (code !== undefined && (LOST_CONNECTION.has(code) || isDroppedByPooler(error))) return true;
  return (
    error instanceof Error && /Connection terminated|Client has encountered a connection error/.test(error.message)
  );
}

/** The server could not be reached, or went away before COMMIT: nothing was committed. */
export function isDatabaseUnavailable(error: unknown): boolean {
  return !(error instanceof CommitUnknownError) && isLostConnection(error);
}

/** The server is away, whatever became of the work: who asks again later, by the same idempotency key, is answered. */
export function isDatabaseAway(error: unknown): boolean {
  return error instanceof CommitUnknownError || isLostConnection(error);
}

/** Nothing was committed, and the same work may succeed. */
export function isRetryable(error: unknown): boolean {
  if (error instanceof CommitUnknownError) return false;
  return RETRYABLE_STATES.has(errorCode(error) ?? '') || isDatabaseUnavailable(error);
}
