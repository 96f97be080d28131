// What was answered is written a moment later, many lines in one statement: nobody waits for it. What cannot be written stays and is
// tried again; there is a bound to what waits, and beyond it lines are lost, which the log of the gateway says.
import { repeat } from '../background/index.ts';
import { type Database, newId } from '../database/index.ts';
import { ZERO } from '../money/index.ts';
import { recordRequests } from './record-requests.ts';
import type { AnsweredRequest, EndedRequest } from './requests.ts';
import { isKept } from './sample.ts';

const EVERY_MILLISECONDS = 250;
const MOST_AT_ONCE = 500;
const MOST_WAITING = 20_000;
/** Tries of a stop, when the database does not take what is left. */
const LAST_TRIES = 3;
const LONGEST_MESSAGE = 500;

export interface WriteBehind {
  note(answered: AnsweredRequest): void;
  flush(): Promise<void>;
  stop(): Promise<void>;
}

export interface WriteBehindOptions {
  readonly database: Database;
  /** Of requests that are kept, from 0 to 1. */
  readonly share: number;
  readonly log: (event: string, details: Readonly<Record<string, unknown>>) => void;
}

export function createWriteBehind({ database, share, log }: WriteBehindOptions): WriteBehind {
  let waiting: EndedRequest[] = [];
  let lost = 0;
  let writing: Promise<void> = Promise.resolve();

  const writeSome = async (): Promise<void> => {
    const some = waiting.slice(0, MOST_AT_ONCE);
    if (some.length > 0) await database.transaction(async (tx) => recordRequests(tx, some));
    // Only what is there: what came meanwhile stands behind it.
    waiting = waiting.slice(some.length);
    if (lost > 0) log('requests_not_logged', { lost });
    lost = 0;
  };
  const writeAll = async (): Promise<void> => {
    while (waiting.length > 0) await writeSome();
  };
  /** One after the other: two would write the same lines. */
  const flush = (): Promise<void> => {
    writing = writing.catch(() => undefined).then(writeAll);
    return writing;
  };
  const job = repeat(
    {
      what: 'the log of requests',
      everyMilliseconds: EVERY_MILLISECONDS,
      work: async () => (await flush(), undefined),
    },
    (error) => log('requests_not_written_yet', { error: String(error), waiting: waiting.length }),
  );

  return {
    note: (answered) => {
      const id = newId();
      if (!isKept(id, share)) return;
      if (waiting.length >= MOST_WAITING) {
        lost += 1;
        return;
      }
      waiting.push(toLine(id, answered));
      if (waiting.length === MOST_AT_ONCE) job.wake();
    },
    flush,
    stop: async () => {
      await job.stop();
      for (let tries = 1; waiting.length > 0 && tries <= LAST_TRIES; tries += 1) {
        await flush().catch((error: unknown) => log('requests_not_written', { error: String(error), tries }));
      }
      if (waiting.length > 0) log('requests_not_logged', { lost: waiting.length });
    },
  };
}

function toLine(id: string, answered: AnsweredRequest): EndedRequest {
  const { accountId, apiKeyId, endpoint, status, model, generationId, errorCode, errorMessage } = answered;
  const { userId, sessionId, traceId, inputBytes = 0, durationMilliseconds = 0 } = answered;
  return {
    ...{ accountId, id, apiKeyId, endpoint, status, model, generationId, errorCode, userId, sessionId, traceId },
    ...{ cost: ZERO, outputs: 0, outputBytes: 0n, inputBytes, durationMilliseconds },
    errorMessage: errorMessage === undefined ? undefined : storable(errorMessage.slice(0, LONGEST_MESSAGE)),
  };
}

/** A message may repeat what was sent: PostgreSQL keeps neither U+0000 nor half a surrogate pair. */
const storable = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\ufffd');
