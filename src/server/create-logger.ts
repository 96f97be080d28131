// Logs are lines of JSON on standard error; standard output is for people.
import { type DestinationStream, destination, type Logger, pino } from 'pino';
import type { LogLevel } from '../config/index.ts';
import { gatherLines } from './gather-lines.ts';

export type { Logger } from 'pino';

const STANDARD_ERROR = 2;
/** Lines are written in pieces, off the path of requests: as soon as there is this much, or after the time below. */
const PIECE_BYTES = 64_000;
const LONGEST_WAIT_MILLISECONDS = 100;
/** A line may wait twice: until it is handed on, and until it is written. */
const WAIT_MILLISECONDS = LONGEST_WAIT_MILLISECONDS / 2;
/** Whoever reads the log has stopped to: lines are dropped then, and the gateway serves. */
const MOST_WAITING_BYTES = 16_000_000;

let opened: DestinationStream | undefined;

/** One for all loggers of the process. What was not written is written when it exits. */
function standardError(): DestinationStream {
  opened ??= openStandardError();
  return opened;
}

function openStandardError(): DestinationStream {
  const stream = destination({
    fd: STANDARD_ERROR,
    sync: false,
    minLength: PIECE_BYTES,
    maxWrite: 2 * PIECE_BYTES,
    periodicFlush: WAIT_MILLISECONDS,
    maxLength: MOST_WAITING_BYTES,
  });
  return gatherLines(stream, { characters: PIECE_BYTES, waitMilliseconds: WAIT_MILLISECONDS });
}

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
export function createLogger(level: LogLevel, stream: DestinationStream = standardError()): Logger {
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
