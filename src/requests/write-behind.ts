// What was answered is written a moment later, many lines in one statement: nobody waits for it. What cannot be written stays and is
// tried again; there is a bound to what waits, and beyond it lines are lost, which the log of the gateway says. Counts of refusals are
// written with them: they take no more room however many there are, and are lost by no bound.
import { repeat } from '../background/index.ts';
import { byShard, CommitUnknownError, errorCode, newId, type Transactional } from '../database/index.ts';
import { ZERO } from '../money/index.ts';
import { addRefusal, addRefused, countRefused, isRefusal, type Refusals, type RefusedCount } from './count-refused.ts';
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
  readonly database: Transactional;
  /** Of requests that are kept, from 0 to 1. */
  readonly share: number;
  readonly log: (event: string, details: Readonly<Record<string, unknown>>) => void;
}

export function createWriteBehind({ database, share, log }: WriteBehindOptions): WriteBehind {
  let waiting: EndedRequest[] = [];
  let refusals: Refusals = new Map();
  let lost = 0;
  let writing: Promise<void> = Promise.resolve();

  const writeSome = async (): Promise<void> => {
    const some = waiting.slice(0, MOST_AT_ONCE);
    const refused = refusals;
    refusals = new Map();
    if (some.length + refused.size > 0) {
      const putBack = (one: RefusedCount): void => addRefused(refusals, one);
      lost += await writeAtEach(database, { lines: some, refused, putBack });
    }
    // Only what is there: what came meanwhile stands behind it.
    waiting = waiting.slice(some.length);
    if (lost > 0) log('requests_not_logged', { lost });
    lost = 0;
  };
  const isLeft = (): boolean => waiting.length + refusals.size > 0;
  const writeAll = async (): Promise<void> => {
    while (isLeft()) await writeSome();
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
      if (isRefusal(answered)) addRefusal(refusals, id, answered);
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
      for (let tries = 1; isLeft() && tries <= LAST_TRIES; tries += 1) {
        await flush().catch((error: unknown) => log('requests_not_written', { error: String(error), tries }));
      }
      if (waiting.length > 0) log('requests_not_logged', { lost: waiting.length });
    },
  };
}

interface Written {
  readonly lines: readonly EndedRequest[];
  readonly refused: Refusals;
  /** Called with each count that was not written. */
  readonly putBack: (count: RefusedCount) => void;
}

interface Part extends Pick<Written, 'lines' | 'putBack'> {
  readonly refused: readonly RefusedCount[];
}

/** Each place of accounts takes its own, whatever becomes of the others'. Gives how many lines are lost. @throws what one place did not take */
async function writeAtEach(database: Transactional, { lines, refused, putBack }: Written): Promise<number> {
  const linesAt = byShard(database, lines);
  const refusedAt = byShard(database, [...refused.values()]);
  const places = new Set([...linesAt.keys(), ...refusedAt.keys()]);
  const written = await Promise.allSettled(
    [...places].map(async (place) => {
      const own = linesAt.get(place) ?? [];
      const part = { lines: own, refused: refusedAt.get(place) ?? [], putBack };
      return write(place, part).catch((error: unknown) => writeEach(place, own, error));
    }),
  );
  let lost = 0;
  for (const one of written) {
    if (one.status === 'rejected') throw one.reason;
    lost += one.value;
  }
  return lost;
}

/** Gives how many lines are lost: none. */
async function write(database: Transactional, { lines, refused, putBack }: Part): Promise<number> {
  try {
    await database.transaction(async (tx) => {
      recordRequests(tx, lines);
      countRefused(tx, refused);
    });
    return 0;
  } catch (error) {
    // Lines can be written twice and counted once. Counts cannot: where nobody knows whether they are there, they are taken as written.
    if (!(error instanceof CommitUnknownError)) for (const count of refused) putBack(count);
    throw error;
  }
}

/** PostgreSQL, or what makes its arrays, will never take it. */
const isOfALine = (error: unknown): boolean =>
  error instanceof TypeError || ['22', '23'].includes(errorCode(error)?.slice(0, 2) ?? '');

/** One line that cannot be written does not keep the others: each by itself. Gives how many are lost. @throws `failure`, unless a line is its cause */
async function writeEach(database: Transactional, lines: readonly EndedRequest[], failure: unknown): Promise<number> {
  if (lines.length === 0 || !isOfALine(failure)) throw failure;
  let lost = 0;
  for (const line of lines) {
    try {
      await database.transaction(async (tx) => {
        recordRequests(tx, [line]);
      });
    } catch (error) {
      if (!isOfALine(error)) throw error;
      lost += 1;
    }
  }
  return lost;
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
