import type { Catalog, CreditPack } from '../../catalog/index.ts';
import {
  type Attempt,
  type Generation,
  type GenerationRefusal,
  isFinal,
  type StoredOutput,
} from '../../generation/index.ts';
import { formatCredits, formatDecimal, fraction, type MicroCredits } from '../../money/index.ts';
import {
  type AnyUserError,
  endUserLimitReached,
  generalError,
  insufficientCredits,
  keyMismatch,
  parameterError,
  spendLimitReached,
} from '../edge/errors/user-errors.ts';
import { toPublicId } from '../edge/ids.ts';
import { toModelNamed } from '../models/translate.ts';
import { toCreditPack } from '../packs/translate.ts';
import type { AttemptType, GenerationMetadataType, GenerationType, GenerationUpdateType, OutputType } from './types.ts';

export function toGeneration(generation: Generation, catalog: Catalog): GenerationType {
  return {
    __typename: 'Generation',
    accountId: generation.accountId,
    key: generation.id,
    id: toPublicId('gen', generation.id),
    status: generation.status,
    model: toModelNamed(catalog, generation.model),
    prompt: generation.prompt,
    parameters: generation.parameters,
    requestMetadata: generation.metadata ?? {},
    tags: generation.tags ?? [],
    count: generation.count,
    costEstimate: generation.costEstimate,
    cost: generation.cost,
    effectiveCost: generation.effectiveCost,
    overrun: isOverrun(generation),
    outputs: generation.outputs.map(toOutput),
    error: generation.error,
    createdAt: generation.createdAt,
    startedAt: generation.startedAt,
    endedAt: generation.endedAt,
    billedAt: generation.billedAt,
  };
}

/** What was delivered comes to more than was reserved; it was charged up to that. */
export function isOverrun({ effectiveCost, maxCost }: Generation): boolean {
  return effectiveCost !== undefined && effectiveCost > maxCost;
}

export function toOutput(output: StoredOutput): OutputType {
  const { url, mimeType, width, height, bytes, durationMilliseconds } = output;
  const durationSeconds = durationMilliseconds === undefined ? undefined : toSeconds(durationMilliseconds);
  return { url, mimeType, width, height, bytes, durationSeconds };
}

function toSeconds(milliseconds: number): string {
  return formatDecimal(fraction(BigInt(Math.round(milliseconds)), 1000n), 3);
}

export function toGenerationUpdate(generation: Generation, catalog: Catalog): GenerationUpdateType {
  return {
    generation: toGeneration(generation, catalog),
    sequence: generation.sequence,
    terminal: isFinal(generation),
  };
}

function toAttempt(attempt: Attempt): AttemptType {
  const { provider, upstreamId, status, startedAt, endedAt, error } = attempt;
  return { provider, upstreamId, status, startedAt, endedAt, error: error?.message };
}

interface MetadataNames {
  /** Its identifier in the storefront. */
  readonly model: string;
  /** What the providers call it, where that is something else. */
  readonly upstream?: readonly { readonly provider: string; readonly model: string }[];
  readonly nameOf: (provider: string) => string;
}

/** The attempt that counts is the one that succeeded, otherwise the latest. */
export function toMetadata(
  attempts: readonly Attempt[],
  { model, upstream = [], nameOf }: MetadataNames,
): GenerationMetadataType {
  const executedModel = (name: string): string => upstream.find(({ provider }) => provider === name)?.model ?? model;
  const decisive = attempts.find((attempt) => attempt.status === 'SUCCEEDED') ?? attempts.at(-1);
  return {
    provider: decisive?.provider,
    providerName: decisive === undefined ? undefined : nameOf(decisive.provider),
    executedModel: decisive === undefined ? undefined : executedModel(decisive.provider),
    upstreamId: decisive?.upstreamId,
    attempts: attempts.map(toAttempt),
  };
}

/** The pack with the fewest credits that cover the shortfall; of equal ones the cheapest. */
export function smallestPackFor(packs: readonly CreditPack[], shortfall: MicroCredits): CreditPack | undefined {
  const enough = packs.filter((pack) => pack.credits >= shortfall);
  return enough.toSorted(compareSizeThenPrice)[0];
}

function compareSizeThenPrice(a: CreditPack, b: CreditPack): number {
  return a.credits === b.credits ? Number(a.price.minorUnits - b.price.minorUnits) : Number(a.credits - b.credits);
}

export function toGenerationError(refusal: GenerationRefusal, catalog: Catalog): AnyUserError {
  const { code } = refusal;
  switch (code) {
    case 'INSUFFICIENT_CREDITS': {
      const pack = smallestPackFor(catalog.storefront.packs, refusal.shortfall);
      return insufficientCredits(code, {
        ...refusal,
        suggestedPack: pack === undefined ? undefined : toCreditPack(pack),
      });
    }
    case 'CREDIT_LIMIT_REACHED':
      return insufficientCredits(code, refusal);
    case 'KEY_SPENDING_LIMIT_REACHED':
      return spendLimitReached({
        ...refusal,
        apiKeyId: toPublicId('key', refusal.apiKeyId),
        remaining: refusal.left,
      });
    case 'END_USER_LIMIT_REACHED':
      return endUserLimitReached({ ...refusal, remaining: refusal.left });
    case 'INVALID_PARAMETER':
      return parameterError({ code, message: refusal.message, path: refusal.path }, refusal.allowed);
    case 'PRICE_UNKNOWN':
      return generalError({ code, message: refusal.message, path: refusal.path });
    case 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH':
      return keyMismatch();
    case 'MODEL_NOT_FOUND':
    case 'MODEL_UNAVAILABLE':
    case 'MAX_COST_EXCEEDED':
    case 'CONCURRENCY_LIMIT_REACHED':
    case 'QUOTE_EXPIRED':
    case 'QUOTE_MISMATCH':
      return generalError({ code, ...wordsOf(refusal) });
    default:
      // The ledger's other refusals are about settling and adding.
      throw new Error(`a generation was refused with ${code}`);
  }
}

type Worded = Extract<
  GenerationRefusal,
  {
    code:
      | 'MODEL_NOT_FOUND'
      | 'MODEL_UNAVAILABLE'
      | 'MAX_COST_EXCEEDED'
      | 'CONCURRENCY_LIMIT_REACHED'
      | 'QUOTE_EXPIRED'
      | 'QUOTE_MISMATCH';
  }
>;

function wordsOf(refusal: Worded): { message: string; path?: readonly string[] } {
  switch (refusal.code) {
    case 'MODEL_NOT_FOUND':
      return { message: `There is no model "${refusal.model}"; the query models lists them.`, path: ['model'] };
    case 'MODEL_UNAVAILABLE':
      return { message: `The model "${refusal.model}" cannot be used now.`, path: ['model'] };
    case 'MAX_COST_EXCEEDED': {
      const [cost, maxCost] = [formatCredits(refusal.cost), formatCredits(refusal.maxCost)];
      return { message: `It may cost ${cost} credits, which is more than maxCost (${maxCost}).`, path: ['maxCost'] };
    }
    case 'CONCURRENCY_LIMIT_REACHED':
      return { message: `The plan allows ${refusal.limit} generations in flight, and ${refusal.used} are.` };
    case 'QUOTE_EXPIRED': {
      const message = `The quote expired at ${refusal.expiresAt.toISOString()}. Ask for a new one.`;
      return { message, path: ['quoteId'] };
    }
    case 'QUOTE_MISMATCH':
      return { message: mismatchInWords(refusal.path), path: refusal.path };
    default:
      return refusal satisfies never;
  }
}

export const unknownQuote = (): AnyUserError => generalError({ code: 'QUOTE_MISMATCH', ...wordsOf(UNKNOWN_QUOTE) });

const UNKNOWN_QUOTE: Worded = { code: 'QUOTE_MISMATCH', path: ['quoteId'] };

function mismatchInWords(path: readonly string[]): string {
  return path[0] === 'quoteId'
    ? 'The account has no such quote; an expired one is kept for a day. Ask for a new one.'
    : `The quote was made for another request: ${path.join('.')} differs.`;
}
