// The words in which a generation is refused.
import type { Catalog, CreditPack } from '../catalog/index.ts';
import type { GenerationRefusal } from '../generation/index.ts';
import { formatCredits, type MicroCredits } from '../money/index.ts';
import { toPublicId } from './ids.ts';
import {
  type AnyUserError,
  endUserLimitReached,
  generalError,
  insufficientCredits,
  keyMismatch,
  parameterError,
  spendLimitReached,
} from './user-errors.ts';

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
        suggestedPack: pack,
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
      return { message: `Of generations in flight the plan allows ${refusal.limit}, and there are ${refusal.used}.` };
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
