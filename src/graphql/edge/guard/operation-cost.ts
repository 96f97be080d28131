// An operation counts as one request of the minute, and a costly one as several: the first is counted at the door, the rest
// once the operation can be measured.
import { type FragmentDefinitionNode, Kind } from 'graphql';
import type { CountedAllowance, RequestAllowance, RequestLimits } from '../../../callers/index.ts';
import type { GraphqlContext } from '../context.ts';
import { tooCostly, tooMuchAtOnce } from '../errors/request-errors.ts';
import { momentText } from '../moment-text.ts';
import type { Operation } from './check-operation.ts';
import { createMeasure } from './query-cost.ts';
import { QUERY_LIMITS } from './query-limits.ts';

/** Fields that one request of the minute pays for. */
const COST_OF_A_REQUEST = 500;

/** What a document alone comes to is at most this; what its variables bring may be more. */
const MOST_REQUESTS = QUERY_LIMITS.cost / COST_OF_A_REQUEST;

interface Counted {
  readonly requests: number;
  /** The variables that it was counted by, as they were given: a page's size, a number of days. */
  readonly by: ReadonlyMap<string, unknown>;
}

/** By operation, as it was counted last: clients ask for the same size of page again and again. */
const known = new WeakMap<Operation['operation'], Counted>();

/** As how many requests it counts; 1 at least. */
export function requestsOf(asked: Operation): number {
  const last = known.get(asked.operation);
  if (last !== undefined && isAsBefore(last, asked.variables)) return last.requests;
  const { cost, by } = costOf(asked);
  const requests = Math.max(1, Math.ceil(cost / COST_OF_A_REQUEST));
  known.set(asked.operation, { requests, by });
  return requests;
}

/** A list is another one each time, however long it is. */
function isAsBefore({ by }: Counted, variables: Operation['variables']): boolean {
  for (const [name, value] of by) {
    if (variables[name] !== value || (typeof value === 'object' && value !== null)) return false;
  }
  return true;
}

function costOf({ schema, document, operation, variables }: Operation) {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of document.definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
  const given = withDefaults(operation, variables);
  const by = new Map<string, unknown>();
  const variable = (name: string): unknown => {
    by.set(name, variables[name]);
    return given[name];
  };
  const measure = createMeasure({ schema, fragment: (name) => fragments.get(name), variable });
  const { cost } = measure(operation.selectionSet, schema.getRootType(operation.operation) ?? undefined);
  return { cost, by };
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

/**
 * Counts what is beyond the one request that was counted, and notes it in the context. Gives what is left when that changed: at once
 * where nothing more is to be counted, as for most operations. Throws RATE_LIMITED.
 */
export function spendCost(
  limits: RequestLimits,
  asked: Operation,
  context: GraphqlContext,
): Promise<CountedAllowance | undefined> | undefined {
  const requests = requestsOf(asked);
  if (requests > MOST_REQUESTS) throw tooMuchAtOnce(QUERY_LIMITS.cost);
  if (requests > 1) return spendMore(limits, requests, context);
  noteCost(context, context.allowance, requests);
  return undefined;
}

async function spendMore(
  limits: RequestLimits,
  requests: number,
  context: GraphqlContext,
): Promise<CountedAllowance | undefined> {
  const allowance = await limits.spend(context.viewer, requests - 1);
  return noteCost(context, allowance, requests);
}

function noteCost(
  context: GraphqlContext,
  allowance: RequestAllowance | undefined,
  requests: number,
): CountedAllowance | undefined {
  if (allowance === undefined || allowance.status === 'unlimited') return undefined;
  if (allowance.status === 'refused') throw tooCostly(context.viewer.plan, allowance, requests);
  const { limit, remaining, resetSeconds } = allowance;
  const resetAt = momentText(new Date(context.services.now().getTime() + resetSeconds * 1_000));
  context.cost = { requested: Math.min(requests, limit), remaining, limit, resetAt };
  return allowance;
}
