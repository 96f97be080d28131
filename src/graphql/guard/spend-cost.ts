// An operation counts as one request of the minute, and a costly one as several: the first is counted at the door, the rest
// once the operation can be measured.
import { type FragmentDefinitionNode, Kind } from 'graphql';
import { tooCostly } from '../errors/request-errors.ts';
import type { Viewer } from '../viewer.ts';
import type { Operation } from './check-operation.ts';
import { createMeasure } from './measure-cost.ts';
import type { RequestAllowance, RequestLimits } from './request-limits.ts';

/** Fields that one request of the minute pays for. */
const COST_OF_A_REQUEST = 500;

/** As how many requests it counts; 1 at least. */
export function requestsOf({ schema, document, operation, variables }: Operation): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of document.definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
  const given: Record<string, unknown> = { ...variables };
  for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
    const isNumber = defaultValue?.kind === Kind.INT;
    if (isNumber && given[variable.name.value] === undefined) given[variable.name.value] = Number(defaultValue.value);
  }
  const measure = createMeasure({ schema, fragment: (name) => fragments.get(name), variables: given });
  const root = schema.getRootType(operation.operation) ?? undefined;
  return Math.max(1, Math.ceil(measure(operation.selectionSet, root).cost / COST_OF_A_REQUEST));
}

/** Counts what is beyond the one request that was counted. Undefined when nothing is; throws RATE_LIMITED. */
export async function spendCost(
  limits: RequestLimits,
  asked: Operation,
  viewer: Viewer,
): Promise<RequestAllowance | undefined> {
  const requests = requestsOf(asked);
  if (requests === 1) return undefined;
  const allowance = await limits.spend(viewer, requests - 1);
  if (allowance.status === 'refused') throw tooCostly(viewer.plan, allowance, requests);
  return allowance;
}
