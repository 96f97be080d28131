// GraphQL operations that several end-to-end tests ask.
import { randomUUID } from 'node:crypto';

export const BALANCE = '{ balance { available reserved } }';

export const GENERATE = `mutation ($input: GenerateInput!) {
  generate(input: $input) {
    generation { id status costEstimate }
    estimate { totalCost maxCost }
    balance { available reserved }
    replayed
    userErrors {
      __typename code message path status retryable
      ... on ParameterError { allowed }
      ... on InsufficientCreditsError { required available shortfall suggestedPack { id } }
    }
  }
}`;

export const TRANSACTIONS = `query ($first: Int = 50) {
  transactions(first: $first) { nodes { id sequence type amount balanceAfter reservedAfter } }
}`;

/** An image for 0.052 credits, under a key of its own. */
export function generateInput(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { model: 'bfl/flux-1.1-pro', prompt: 'a lighthouse at dawn', idempotencyKey: randomUUID(), ...changes };
}
