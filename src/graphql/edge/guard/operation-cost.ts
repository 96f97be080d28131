// An operation counts as one request of the minute, and a costly one as several: the first is counted at the door, the rest
// once the operation can be measured.
import { type FragmentDefinitionNode, Kind } from 'graphql';
import type { GraphqlContext } from '../context.ts';
import { tooCostly, tooMuchAtOnce } from '../errors/request-errors.ts';
import type { Operation } from './check-operation.ts';
import { createMeasure } from './query-cost.ts';
import { QUERY_LIMITS } from './query-limits.ts';
import type { RequestAllowance, RequestLimits } from './request-limits.ts';

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

/** `extensions.cost` of an answer. */
export interface OperationCost {
  /** As how many requests of the minute the operation counted. */
  readonly requested: number;
  readonly remaining: number;
  readonly limit: number;
  /** When all of the limit is there again. */
  readonly resetAt: string;
}

const costs = new WeakMap<GraphqlContext, OperationCost>();

/** Of an operation that was counted with this context; undefined where nobody counts. */
export const costOfAnswer = (context: GraphqlContext): OperationCost | undefined => costs.get(context);

/** Counts what is beyond the one request that was counted, and gives what is left. Throws RATE_LIMITED. */
export async function spendCost(
  limits: RequestLimits,
  asked: Operation,
  context: GraphqlContext,
): Promise<RequestAllowance | undefined> {
  const { viewer, services } = context;
  const requests = requestsOf(asked);
  if (requests > MOST_REQUESTS) throw tooMuchAtOnce(QUERY_LIMITS.cost);
  const allowance = requests === 1 ? context.allowance : await limits.spend(viewer, requests - 1);
  if (allowance === undefined || allowance.status === 'unlimited') return undefined;
  if (allowance.status === 'refused') throw tooCostly(viewer.plan, allowance, requests);
  const { limit, remaining, resetSeconds } = allowance;
  const resetAt = new Date(services.now().getTime() + resetSeconds * 1_000).toISOString();
  costs.set(context, { requested: Math.min(requests, limit), remaining, limit, resetAt });
  return allowance;
}
