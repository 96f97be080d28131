// Logs are lines of JSON on standard error; standard output is for people.
import { type DestinationStream, destination, type Logger, pino } from 'pino';
import type { LogLevel } from '../config/index.ts';

export type { Logger } from 'pino';

const STANDARD_ERROR = 2;

/** Whatever a careless caller passes: a key never reaches a log. */
const REDACTED = [
  'authorization',
  'apiKey',
  'secret',
  'headers',
  '*.authorization',
  '*.apiKey',
  '*.secret',
  '*.headers',
];

/** Writes to standard error unless a test brings another place. */
export function createLogger(
  level: LogLevel,
  stream: DestinationStream = destination({ fd: STANDARD_ERROR, sync: true }),
): Logger {
  const redact = { paths: REDACTED, censor: '[redacted]' };
  return pino({ level, base: null, redact, serializers: { err: describeError } }, stream);
}

/** Name, words and trace only: drivers hang connections, statements and their values on their errors. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const { name, message, stack, cause } = error;
  const { code } = error as { code?: unknown };
  return {
    name,
    message,
    ...(typeof code === 'string' ? { code } : {}),
    stack,
    ...(cause === undefined ? {} : { cause: describeError(cause) }),
  };
}
