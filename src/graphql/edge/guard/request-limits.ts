// How many operations an account may ask in a minute: what its plan says. Over HTTP every request counts, on a socket every
// operation, refused ones too; events of a subscription do not. Each gateway process counts for itself, because a count that
// is shared would cost every request a round trip to the database: behind n processes an account may ask up to n times as
// many (docs/decisions/0020-request-limits.md).
import { type FragmentDefinitionNode, Kind } from 'graphql';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { tooCostly, tooMuchAtOnce } from '../errors/request-errors.ts';
import type { Viewer } from '../viewer.ts';
import type { Operation } from './check-operation.ts';
import { createMeasure } from './query-cost.ts';
import { QUERY_LIMITS } from './query-limits.ts';

const MINUTE_SECONDS = 60;

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

export interface RequestLimits {
  /** Counts nothing. */
  look(viewer: Viewer): Promise<RequestAllowance>;
  /** Counts one operation. */
  take(viewer: Viewer): Promise<RequestAllowance>;
  /**
   * Counts more for an operation that was counted already and turned out to be costly; at most what the plan allows in all,
   * so that none is too costly for ever. A refused one counts nothing more.
   */
  spend(viewer: Viewer, more: number): Promise<RequestAllowance>;
}

/** An account's minute begins with its first operation, and ends for all of its keys at once. */
export function createRequestLimits(): RequestLimits {
  // What a plan allows is looked up each time, so a change of plan holds within the same minute.
  const counter = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: MINUTE_SECONDS });
  return {
    look: async ({ key, account, plan }) => {
      if (key.scopes.includes('OPERATOR')) return { status: 'unlimited' };
      const now = await counter.get(account.id);
      const consumed = now?.consumedPoints ?? 0;
      const status = consumed <= plan.requestsPerMinute ? 'allowed' : 'refused';
      return { status, ...left(plan, consumed, now?.msBeforeNext ?? MINUTE_SECONDS * 1_000) };
    },
    take: async ({ key, account, plan }) => {
      // The operator's own programs may have to repair what thousands of accounts wait for.
      if (key.scopes.includes('OPERATOR')) return { status: 'unlimited' };
      const { consumedPoints, msBeforeNext } = await counter.consume(account.id);
      const status = consumedPoints <= plan.requestsPerMinute ? 'allowed' : 'refused';
      return { status, ...left(plan, consumedPoints, msBeforeNext) };
    },
    spend: async ({ key, account, plan }, more) => {
      if (key.scopes.includes('OPERATOR')) return { status: 'unlimited' };
      const points = Math.min(more, Math.max(0, plan.requestsPerMinute - 1));
      const before = await counter.get(account.id);
      const consumed = before?.consumedPoints ?? 0;
      if (consumed + points > plan.requestsPerMinute) {
        return { status: 'refused', ...left(plan, consumed, before?.msBeforeNext ?? MINUTE_SECONDS * 1_000) };
      }
      const { consumedPoints, msBeforeNext } = await counter.consume(account.id, points);
      return { status: 'allowed', ...left(plan, consumedPoints, msBeforeNext) };
    },
  };
}

function left({ requestsPerMinute: limit }: Viewer['plan'], consumed: number, millisecondsLeft: number) {
  return {
    limit,
    remaining: Math.max(0, limit - consumed),
    resetSeconds: Math.max(1, Math.ceil(millisecondsLeft / 1_000)),
  };
}

/** For a gateway behind something that counts already. */
export const NO_REQUEST_LIMITS: RequestLimits = {
  look: () => Promise.resolve({ status: 'unlimited' }),
  take: () => Promise.resolve({ status: 'unlimited' }),
  spend: () => Promise.resolve({ status: 'unlimited' }),
};

// An operation counts as one request of the minute, and a costly one as several: the first is counted at the door, the rest
// once the operation can be measured.

/** Fields that one request of the minute pays for. */
const COST_OF_A_REQUEST = 500;

/** What a document alone comes to is at most this; what its variables bring may be more. */
const MOST_REQUESTS = QUERY_LIMITS.cost / COST_OF_A_REQUEST;

/** By operation: of those whose cost is the same whatever their variables are. */
const known = new WeakMap<Operation['operation'], number>();

/** As how many requests it counts; 1 at least. */
export function requestsOf(asked: Operation): number {
  const found = known.get(asked.operation);
  if (found !== undefined) return found;
  const { cost, dependsOnVariables } = costOf(asked);
  const requests = Math.max(1, Math.ceil(cost / COST_OF_A_REQUEST));
  if (!dependsOnVariables) known.set(asked.operation, requests);
  return requests;
}

function costOf({ schema, document, operation, variables }: Operation) {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of document.definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
  const given = withDefaults(operation, variables);
  let dependsOnVariables = false;
  const variable = (name: string): unknown => {
    dependsOnVariables = true;
    return given[name];
  };
  const measure = createMeasure({ schema, fragment: (name) => fragments.get(name), variable });
  const { cost } = measure(operation.selectionSet, schema.getRootType(operation.operation) ?? undefined);
  return { cost, dependsOnVariables };
}

/** Of numbers and lists: what else is given says nothing about the cost. */
function withDefaults({ variableDefinitions = [] }: Operation['operation'], variables: Operation['variables']) {
  const given: Record<string, unknown> = { ...variables };
  for (const { variable, defaultValue } of variableDefinitions) {
    if (given[variable.name.value] !== undefined) continue;
    if (defaultValue?.kind === Kind.INT) given[variable.name.value] = Number(defaultValue.value);
    if (defaultValue?.kind === Kind.LIST) given[variable.name.value] = defaultValue.values;
  }
  return given;
}

/** Counts what is beyond the one request that was counted. Undefined when nothing is; throws RATE_LIMITED. */
export async function spendCost(
  limits: RequestLimits,
  asked: Operation,
  viewer: Viewer,
): Promise<RequestAllowance | undefined> {
  const requests = requestsOf(asked);
  if (requests > MOST_REQUESTS) throw tooMuchAtOnce(QUERY_LIMITS.cost);
  if (requests === 1) return undefined;
  const allowance = await limits.spend(viewer, requests - 1);
  if (allowance.status === 'refused') throw tooCostly(viewer.plan, allowance, requests);
  return allowance;
}
