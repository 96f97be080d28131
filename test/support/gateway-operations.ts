// GraphQL operations that several end-to-end tests ask.
import { randomUUID } from 'node:crypto';
import type { Ask } from './gateway-client.ts';

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

const REVOKE = `mutation ($input: RevokeApiKeyInput!) {
  revokeApiKey(input: $input) { revoked userErrors { code path message } }
}`;

/** Ends one key with the key `by`, and throws when that is refused: what waits for the end would wait in vain. */
export async function revokeKey(ask: Ask, by: string, input: RevokeInput): Promise<void> {
  const { data, errors } = await ask(REVOKE, { input }, { key: by });
  if (data?.revokeApiKey?.revoked !== 1) throw new Error(`not revoked: ${JSON.stringify(errors ?? data)}`);
}

interface RevokeInput {
  readonly id: string;
  /** For an operator's key, which may end even the last one that manages keys. */
  readonly accountId?: string;
  readonly reason?: string;
}
