// Whether two requests under one idempotency key ask for the same.
import { isDeepStrictEqual } from 'node:util';
import type { Model } from '../../catalog/index.ts';
import { hashInput } from '../../ledger/index.ts';
import type { GenerationRequest } from '../generations.ts';

type Schema = Model['parameterSchema'];

/**
 * A parameter that says the default of its model says nothing: it is left out. `schema`: of the parameters, by the price book
 * that the request is priced with; a default that changes later does not turn a retry into another request: see `isRepetition`. The
 * format of its webhooks is not part of it: it follows from the door, and releases before this one did not know it.
 */
export function hashRequest(schema: Schema | undefined, request: GenerationRequest): string {
  const { model, prompt, parameters, count, maxCost, providerOrder, quoteId, webhookUrl, metadata, tags } = request;
  const said = withoutDefaults(schema, parameters);
  const asked = { model, prompt, parameters: said, count, maxCost, providerOrder, quoteId, webhookUrl };
  // Tags have no order.
  return hashInput({ ...asked, metadata, tags: tags?.toSorted() });
}

/** What is known of a request that was accepted. */
interface First {
  readonly hash: string;
  /** Of the parameters of its model, by the book that it was accepted with. */
  readonly schema: Schema | undefined;
}

/** Hashes of older releases are of all that was said. */
export const isRepetition = ({ hash, schema }: First, request: GenerationRequest): boolean =>
  hash === hashRequest(schema, request) || hash === hashRequest(undefined, request);

type Parameters = GenerationRequest['parameters'];

function withoutDefaults(schema: Schema | undefined, parameters: Parameters): Parameters {
  const properties = (schema?.['properties'] ?? {}) as Readonly<Record<string, { readonly default?: unknown }>>;
  const isSaid = ([name, value]: readonly [string, unknown]): boolean => {
    const byDefault = Object.hasOwn(properties, name) ? properties[name]?.default : undefined;
    return byDefault === undefined || !isDeepStrictEqual(byDefault, value);
  };
  return Object.fromEntries(Object.entries(parameters).filter(isSaid));
}
