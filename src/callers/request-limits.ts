// How many operations an account may ask in a minute: what its plan says, at all gateways of the database together. Over HTTP every
// request counts, on a socket every operation, refused ones too; events of a subscription do not. A gateway takes requests of the
// account's minute in advance and answers out of them, so that few requests wait for the database
// (docs/decisions/0068-requests-are-taken-in-advance.md).
import { LRUCache } from 'lru-cache';
import type { RequestsGranted, RequestWindows } from '../accounts/index.ts';
import { decideByLease, decideLease } from './decide-lease.ts';
import type { Viewer } from './viewer.ts';

export type RequestAllowance =
  | { readonly status: 'unlimited' }
  | {
      readonly status: 'allowed' | 'refused';
      /** Of the plan, per minute. */
      readonly limit: number;
      readonly remaining: number;
      /** Whole seconds, from 1, until all of the limit is there again. */
      readonly resetSeconds: number;
    };

export type CountedAllowance = Exclude<RequestAllowance, { readonly status: 'unlimited' }>;

/** `extensions.cost` of an answer. */
export interface OperationCost {
  /** As how many requests of the minute the operation counted. */
  readonly requested: number;
  readonly remaining: number;
  readonly limit: number;
  /** When all of the limit is there again. */
  readonly resetAt: string;
}

export interface RequestLimits {
  /** Counts nothing. */
  look(viewer: Viewer): Promise<RequestAllowance>;
  /** Counts one operation; at once when there is no need to ask. */
  take(viewer: Viewer): Promise<RequestAllowance> | RequestAllowance;
  /**
   * Counts more for an operation that was counted already and turned out to be costly; at most what the plan allows in all,
   * so that none is too costly for ever. A refused one counts nothing more.
   */
  spend(viewer: Viewer, more: number): Promise<RequestAllowance>;
}

export const WINDOW_MILLISECONDS = 60_000;
const MOST_ACCOUNTS = 50_000;

interface Window {
  readonly name: string;
  /** Of the plan when it was asked last. */
  limit: number;
  /** By `performance.now`. Not after the window's own end. */
  endsAt: number;
  left: number;
  used: number;
  pool: number;
}

interface Counted {
  window: Window | undefined;
  asking: Promise<void> | undefined;
  /** Requests that wait for an answer. */
  waiting: number;
}

const UNLIMITED: RequestAllowance = { status: 'unlimited' };

/**
 * An account's minute begins with its first operation, and ends for all of its keys, and at all gateways, at once. `onAlone` receives
 * why this gateway counts an account's minute by itself.
 */
export function createRequestLimits(windows: RequestWindows, onAlone: (error: unknown) => void): RequestLimits {
  const accounts = new LRUCache<string, Counted>({ max: MOST_ACCOUNTS });

  const countedOf = (accountId: string): Counted => {
    const known = accounts.get(accountId);
    if (known !== undefined) return known;
    const counted: Counted = { window: undefined, asking: undefined, waiting: 0 };
    accounts.set(accountId, counted);
    return counted;
  };

  const ask = async ({ account, plan }: Viewer, counted: Counted): Promise<void> => {
    const { requestsPerMinute: limit } = plan;
    const sentAt = performance.now();
    const requests = decideLease(currentOf(counted), counted.waiting);
    try {
      const granted = await windows.take({ accountId: account.id, limit, requests });
      counted.window = after(counted.window, granted, { limit, sentAt });
    } catch (error) {
      // Who cannot ask counts alone, for a minute.
      onAlone(error);
      counted.window = alone(limit);
    } finally {
      counted.asking = undefined;
    }
  };

  const consume = (viewer: Viewer, requests: number): Promise<RequestAllowance> | RequestAllowance => {
    // The operator's own programs may have to repair what thousands of accounts wait for.
    if (viewer.key.scopes.includes('OPERATOR')) return UNLIMITED;
    const counted = countedOf(viewer.account.id);
    return consumeHere(counted, viewer.plan, requests) ?? askAndConsume(viewer, counted, requests);
  };

  const askAndConsume = async (viewer: Viewer, counted: Counted, requests: number): Promise<RequestAllowance> => {
    for (;;) {
      const allowance = consumeHere(counted, viewer.plan, requests);
      if (allowance !== undefined) return allowance;
      counted.waiting += requests;
      counted.asking ??= ask(viewer, counted);
      await counted.asking;
      counted.waiting -= requests;
    }
  };

  return {
    look: async ({ key, account, plan }) => {
      if (key.scopes.includes('OPERATOR')) return UNLIMITED;
      const window = currentOf(accounts.get(account.id));
      return allowanceOf('allowed', window ?? alone(plan.requestsPerMinute));
    },
    take: (viewer) => consume(viewer, 1),
    spend: async (viewer, more) => consume(viewer, Math.min(more, Math.max(0, viewer.plan.requestsPerMinute - 1))),
  };
}

/** Out of what was taken in advance; undefined when the database has to be asked. */
function consumeHere(counted: Counted, { requestsPerMinute: limit }: Viewer['plan'], requests: number) {
  const window = currentOf(counted);
  // A change of plan holds within the same minute.
  const decision = window?.limit === limit ? decideByLease(window, requests) : 'ask';
  if (window === undefined || decision === 'ask') return undefined;
  if (decision === 'allowed') use(window, requests);
  return allowanceOf(decision, window);
}

const currentOf = (counted: Counted | undefined): Window | undefined =>
  counted?.window !== undefined && performance.now() < counted.window.endsAt ? counted.window : undefined;

interface Sent {
  readonly limit: number;
  readonly sentAt: number;
}

/** It was asked at `sentAt` at the earliest, so that what is kept here never ends later than the window. */
function after(before: Window | undefined, granted: RequestsGranted, { limit, sentAt }: Sent): Window {
  const { window: name, taken, millisecondsLeft } = granted;
  const same = before?.name === name ? before : undefined;
  const used = same?.used ?? 0;
  // Of a plan that has become smaller, what was taken in advance may be too much.
  const left = Math.min((same?.left ?? 0) + granted.granted, Math.max(0, limit - used));
  const pool = Math.max(0, limit - taken);
  return { name, limit, endsAt: sentAt + millisecondsLeft, left, used, pool };
}

const alone = (limit: number): Window => ({
  name: 'alone',
  limit,
  endsAt: performance.now() + WINDOW_MILLISECONDS,
  left: limit,
  used: 0,
  pool: 0,
});

function use(window: Window, requests: number): void {
  window.left -= requests;
  window.used += requests;
}

function allowanceOf(status: CountedAllowance['status'], { limit, left, pool, endsAt }: Window): CountedAllowance {
  const resetSeconds = Math.max(1, Math.ceil((endsAt - performance.now()) / 1_000));
  return { status, limit, remaining: Math.min(limit, left + pool), resetSeconds };
}

/** For a gateway behind something that counts already. */
export const NO_REQUEST_LIMITS: RequestLimits = {
  look: () => Promise.resolve(UNLIMITED),
  take: () => Promise.resolve(UNLIMITED),
  spend: () => Promise.resolve(UNLIMITED),
};
