// From a price to a delivered generation.
import type { Connection, RequestOptions } from './connection.ts';
import { following } from './following.ts';
import {
  CancelGenerationDocument,
  type CancelGenerationMutation,
  EstimateDocument,
  type EstimateFieldsFragment,
  type EstimateInput,
  GenerateDocument,
  type GenerateInput,
  GenerationDocument,
  type GenerationFieldsFragment,
  GenerationsDocument,
  type GenerationsQuery,
  type GenerationsQueryVariables,
  GenerationUpdatedDocument,
  type GenerationUpdatedSubscription,
  type ModelFieldsFragment,
  ModelsDocument,
  type ModelsQuery,
  type ModelsQueryVariables,
  QuoteDocument,
  type QuoteFieldsFragment,
} from './gql/graphql.ts';
import { type Refused, refusedBy } from './refusal.ts';
import { TollgateError } from './tollgate-error.ts';
import type { Balance } from './wallet-operations.ts';

export type Estimate = EstimateFieldsFragment;
export type Quote = QuoteFieldsFragment;
export type Generation = GenerationFieldsFragment;
export type GenerationUpdate = GenerationUpdatedSubscription['generationUpdated'];
export type GenerationPage = GenerationsQuery['generations'];
export type Model = ModelFieldsFragment;
export type ModelPage = ModelsQuery['models'];
export type { EstimateInput };

type Signal = Pick<RequestOptions, 'signal'>;

/** What to make. A dry run is not among it: ask estimate. */
export interface GenerateRequest extends Omit<GenerateInput, 'dryRun' | 'idempotencyKey'> {
  /**
   * One key, one generation and one charge, however often it is asked for. Made here when absent, and kept over all tries of this call;
   * give your own (an order's id) where the call itself may be repeated.
   */
  readonly idempotencyKey?: string | undefined;
}

export interface Accepted {
  readonly status: 'accepted';
  readonly generation: Generation;
  /** True when the idempotency key was used before: this is its generation. */
  readonly replayed: boolean;
  /** What the account has after it. */
  readonly balance: Balance | null;
  readonly idempotencyKey: string;
}

export interface NotAccepted extends Refused {
  readonly estimate: Estimate | null;
  readonly idempotencyKey: string;
}

export type Quoted = { readonly status: 'quoted'; readonly quote: Quote } | Refused;
type CancelPayload = CancelGenerationMutation['cancelGeneration'];
export type Canceled =
  | ({ readonly status: 'asked' } & Pick<CancelPayload, 'generation' | 'cancelSent' | 'refunded'>)
  | Refused;

export interface GenerationOperations {
  models(page?: ModelsQueryVariables, options?: Signal): Promise<ModelPage>;
  /** What a request would cost. Free. */
  estimate(input: EstimateInput, options?: Signal): Promise<Estimate>;
  /** Binds the price of a request until it expires. Free. */
  quote(input: EstimateInput, options?: Signal): Promise<Quoted>;
  /**
   * Reserves what a generation may cost and queues it: exactly once, however many answers are lost. Follow it with followGeneration.
   * Aborted or thrown with a retryable error, it may be there all the same: ask again with the same idempotencyKey.
   */
  generate(request: GenerateRequest, options?: Signal): Promise<Accepted | NotAccepted>;
  /** Null when the account has none of this id. */
  generation(id: string, options?: Signal): Promise<Generation | null>;
  generations(page?: GenerationsQueryVariables, options?: Signal): Promise<GenerationPage>;
  /** As it is now, then every change, until it has ended and is billed; over all losses of the socket. */
  followGeneration(id: string, options?: Signal): AsyncIterableIterator<GenerationUpdate>;
  /** The generation once it has ended and is billed. */
  endedGeneration(id: string, options?: Signal): Promise<Generation>;
  /** Asks to stop it. Repeating it is safe. */
  cancelGeneration(id: string, options?: Signal): Promise<Canceled>;
}

export function generationOperations(connection: Connection): GenerationOperations {
  return {
    models: async (page = {}, options) => (await connection.request(ModelsDocument, page, options)).models,
    estimate: async (input, options) => (await connection.request(EstimateDocument, { input }, options)).estimate,
    quote: (input, options) => quote(connection, input, options),
    generate: (request, options) => generate(connection, request, options),
    generation: async (id, options) => (await connection.request(GenerationDocument, { id }, options)).generation,
    generations: async (page = {}, options) =>
      (await connection.request(GenerationsDocument, page, options)).generations,
    followGeneration: (id, options) => followGeneration(connection, id, options),
    endedGeneration: (id, options) => endedGeneration(connection, id, options),
    cancelGeneration: (id, options) => cancelGeneration(connection, id, options),
  };
}

/** It reserves nothing: a repetition is one more quote that nobody uses. */
async function quote(connection: Connection, input: EstimateInput, options?: Signal): Promise<Quoted> {
  const answer = await connection.request(QuoteDocument, { input }, { ...options, isRepeatable: true });
  const { quote: made, userErrors } = answer.quote;
  return refusedBy(userErrors) ?? { status: 'quoted', quote: present(made) };
}

async function generate(
  connection: Connection,
  { idempotencyKey = crypto.randomUUID(), ...request }: GenerateRequest,
  options?: Signal,
): Promise<Accepted | NotAccepted> {
  const variables = { input: { ...request, idempotencyKey } };
  const answer = await connection.request(GenerateDocument, variables, { ...options, isRepeatable: true });
  const { generation, replayed, balance, estimate, userErrors } = answer.generate;
  const refused = refusedBy(userErrors);
  if (refused !== undefined) return { ...refused, estimate, idempotencyKey };
  return { status: 'accepted', generation: present(generation), replayed, balance, idempotencyKey };
}

function followGeneration(
  connection: Connection,
  id: string,
  options: Signal = {},
): AsyncIterableIterator<GenerationUpdate> {
  return following([options.signal], async function* (signal) {
    let last = Number.NEGATIVE_INFINITY;
    // A gateway that goes away may complete what it cannot go on with: only the terminal update is an end.
    while (!signal.aborted) {
      for await (const { generationUpdated } of connection.subscribe(GenerationUpdatedDocument, { id }, { signal })) {
        // Each new socket tells first how it is now.
        if (generationUpdated.sequence > last) yield generationUpdated;
        last = Math.max(last, generationUpdated.sequence);
        if (generationUpdated.terminal) return;
      }
    }
  });
}

async function endedGeneration(connection: Connection, id: string, options: Signal = {}): Promise<Generation> {
  for await (const { terminal, generation } of followGeneration(connection, id, options)) {
    if (terminal) return generation;
  }
  options.signal?.throwIfAborted();
  throw new TollgateError('The client was closed.', { code: 'SOCKET_CLOSED', retryable: false });
}

async function cancelGeneration(connection: Connection, id: string, options?: Signal): Promise<Canceled> {
  const variables = { input: { id } };
  const answer = await connection.request(CancelGenerationDocument, variables, { ...options, isRepeatable: true });
  const { userErrors, ...became } = answer.cancelGeneration;
  return refusedBy(userErrors) ?? { status: 'asked', ...became };
}

/** A payload without refusals has what was asked for. */
export function present<Value>(value: Value | null): Value {
  if (value !== null) return value;
  throw new TollgateError('The answer has neither what was asked for nor a refusal.', {
    code: 'INVALID_ANSWER',
    retryable: false,
  });
}
