// What every resolver is given, made anew for each request.
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  NO_REQUEST_LIMITS,
  type OperationCost,
  type RequestAllowance,
  type RequestLimits,
  type Services,
  type Viewer,
} from '../../callers/index.ts';
import { createLoaders, type Loaders } from './loaders.ts';

export interface GraphqlContext {
  readonly services: Services;
  readonly viewer: Viewer;
  readonly requestId: string;
  /** What each plan may ask per minute. */
  readonly limits: RequestLimits;
  /** What was left when this request was counted; undefined where nobody counts. */
  readonly allowance: RequestAllowance | undefined;
  /** Noted once the operation was counted; undefined where nobody counts. */
  cost: OperationCost | undefined;
  /** For whoever made it: those who execute it work with a copy of everything else. */
  readonly noted: Noted;
  /** Batched look-ups of one account's rows. */
  readonly loaders: (accountId: string) => Loaders;
  /** Forgets what was looked up: called before a mutation. */
  readonly forget: () => void;
}

export interface Noted {
  /** What is asked, by the schema's names; undefined until the operation was found to be valid. */
  operation: AskedOperation | undefined;
  /** The code of the first error that was answered. */
  failure: string | undefined;
}

/** `field`: see root-field.ts. */
export interface AskedOperation {
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly field: string;
}

export interface RequestFacts {
  readonly requestId: string;
  /** Nobody counts when absent. */
  readonly limits?: RequestLimits | undefined;
  readonly allowance?: RequestAllowance | undefined;
}

export function createContext(services: Services, viewer: Viewer, facts: RequestFacts): GraphqlContext {
  const { requestId, limits = NO_REQUEST_LIMITS, allowance } = facts;
  // Thousands of sockets hold a context each, and most of them look nothing up.
  let byAccount: Map<string, Loaders> | undefined;
  return {
    services,
    viewer,
    requestId,
    limits,
    allowance,
    cost: undefined,
    noted: { operation: undefined, failure: undefined },
    loaders: (accountId) => {
      const loaders = byAccount?.get(accountId) ?? createLoaders(services, accountId);
      byAccount ??= new Map();
      byAccount.set(accountId, loaders);
      return loaders;
    },
    forget: () => {
      byAccount = undefined;
    },
  };
}

// The id of the request in hand, for errors that are raised before a context exists (a malformed body, a CSRF refusal).

const current = new AsyncLocalStorage<string>();

/** Runs the handling of one HTTP request, so that every error it answers with carries this id. */
export function withRequestId<T>(requestId: string, work: () => T): T {
  return current.run(requestId, work);
}

export function currentRequestId(): string | undefined {
  return current.getStore();
}
