// Wrong API keys are slowed by the address that they come from. Each address may be wrong a few times a minute; after that
// its keys are looked at one after the other, with a pause between, and what does not find room to wait is sent away without
// a look. Nobody is locked out: a key that was good before passes at once from anywhere, and one that is seen for the first
// time waits for its turn (docs/decisions/0022-limits-by-address.md). Each gateway process counts for itself.
import { hash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Identity } from './viewer.ts';

/** Wrong keys that an address may send in a minute before it is slowed. */
export const WRONG_KEYS_PER_MINUTE = 30;
const MINUTE_SECONDS = 60;
const PAUSE_MILLISECONDS = 50;
/** Two seconds of waiting at the most. */
const LONGEST_LINE = 40;
const REMEMBERED_KEYS = 10_000;

export type KeyAttempt<T> = Identity<T> | { readonly status: 'slowed'; readonly retryAfterSeconds: number };

export interface KeyAttempts {
  /** `find` looks a key up. Keys are distinguished by `authorization`. */
  look<T>(from: Attempter, find: () => Promise<Identity<T>>): Promise<KeyAttempt<T>>;
}

export interface Attempter {
  /** What distinguishes clients: an address, or a network of one customer. */
  readonly address: string;
  readonly authorization: string | undefined;
}

export interface KeyAttemptOptions {
  /** Called once a minute for an address that is slowed. */
  readonly onSlowed?: (address: string) => void;
  readonly pauseMilliseconds?: number;
}

export function createKeyAttempts(options: KeyAttemptOptions = {}): KeyAttempts {
  const { onSlowed = () => undefined, pauseMilliseconds = PAUSE_MILLISECONDS } = options;
  const counter = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: MINUTE_SECONDS });
  const lines = createLines(pauseMilliseconds);
  const firstLooks = createFirstLooks();
  /** Digests of keys that were good. */
  const known = new LRUCache<string, true>({ max: REMEMBERED_KEYS });

  const lookUp = async <T>(key: string, find: () => Promise<Identity<T>>): Promise<Identity<T>> => {
    const identity = await find();
    if (identity.status === 'known') known.set(key, true);
    // It is good elsewhere: whoever tries it from here must not take that from its owner.
    else if (identity.problem !== 'ADDRESS_NOT_ALLOWED') known.delete(key);
    return identity;
  };

  const lookAtKnown = async <T>(key: string, address: string, find: Find<T>): Promise<KeyAttempt<T>> => {
    const attempt = await lookUp(key, find);
    if (attempt.status === 'unknown') await counter.consume(address);
    return attempt;
  };

  /** Counted before it is looked at, so that many at once are many; given back when it was right. */
  const lookAtNew = async <T>(key: string, address: string, find: Find<T>): Promise<KeyAttempt<T>> => {
    const { consumedPoints, msBeforeNext } = await counter.consume(address);
    const slowed = { status: 'slowed', retryAfterSeconds: Math.max(1, Math.ceil(msBeforeNext / 1_000)) } as const;
    const isSlowed = consumedPoints > WRONG_KEYS_PER_MINUTE;
    if (consumedPoints === WRONG_KEYS_PER_MINUTE + 1) onSlowed(address);
    if (isSlowed) firstLooks.end(key);
    const pause = isSlowed ? await lines.wait(address, () => known.has(key)) : 'OVER';
    if (pause === 'FULL') return slowed;
    // A look that failed says nothing of the key.
    const attempt = await lookUp(key, find).catch(async (error: unknown) => {
      await counter.reward(address);
      throw error;
    });
    if (attempt.status === 'known') await counter.reward(address);
    return attempt.status === 'unknown' && isSlowed ? slowed : attempt;
  };

  return {
    look: async ({ address, authorization }, find) => {
      // Nothing was tried.
      if (authorization === undefined) return { status: 'unknown', problem: 'MISSING' };
      const key = hash('sha256', authorization, 'base64');
      const first = known.has(key) ? undefined : firstLooks.of(key);
      if (first !== undefined) await first;
      if (known.has(key)) return lookAtKnown(key, address, find);
      firstLooks.begin(key);
      return lookAtNew(key, address, find).finally(() => firstLooks.end(key));
    },
  };
}

type Find<T> = () => Promise<Identity<T>>;

/**
 * A good key that begins with many requests at once is no guessing: the others wait until the first has shown what it is.
 * Nobody waits for one that is slowed.
 */
function createFirstLooks() {
  const looks = new Map<string, PromiseWithResolvers<void>>();
  return {
    of: (key: string): Promise<void> | undefined => looks.get(key)?.promise,
    begin: (key: string): void => {
      if (!looks.has(key)) looks.set(key, Promise.withResolvers());
    },
    end: (key: string): void => {
      looks.get(key)?.resolve();
      looks.delete(key);
    },
  };
}

/** One line per address; who is at its head waits a moment, unless `mayPass`. */
function createLines(pauseMilliseconds: number) {
  const lines = new Map<string, { length: number; last: Promise<unknown> }>();
  return {
    wait: async (address: string, mayPass: () => boolean): Promise<'OVER' | 'FULL'> => {
      const line = lines.get(address) ?? { length: 0, last: Promise.resolve() };
      if (line.length >= LONGEST_LINE) return 'FULL';
      lines.set(address, line);
      line.length += 1;
      const turn = line.last.then(() => (mayPass() ? undefined : delay(pauseMilliseconds)));
      line.last = turn;
      await turn;
      line.length -= 1;
      if (line.length === 0) lines.delete(address);
      return 'OVER';
    },
  };
}
