// One row of the table of prices: a question to the engine, and the answer worked out by hand.
import { formatCredits } from '../../src/money/index.ts';
import type * as engine from '../../src/pricing/index.ts';
import type { OutputMeasure, PricedModel, PriceRule } from '../../src/pricing/index.ts';
import { quantities } from './samples.ts';

/** What the table needs of the engine. */
export type Pricing = Pick<typeof engine, 'priceLines' | 'estimateCost' | 'effectiveCost' | 'affordableCount'>;

export interface PriceCase {
  readonly title: string;
  /** What `answer` gives: totals in credits, the number of lines, or the code of a refusal. */
  readonly expected: string;
  answer(pricing: Pricing): string;
}

interface LinesOf {
  readonly rules: readonly PriceRule[];
  readonly counted?: Parameters<typeof quantities>[0];
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly copies?: bigint;
  readonly worstCase?: boolean;
}

/** "0.02 in 1": the total of rules for given quantities, and the number of lines. */
export function lines(title: string, input: LinesOf, expected: string): PriceCase {
  const { rules, counted = {}, parameters = {}, copies = 1n, worstCase = false } = input;
  return {
    title,
    expected,
    answer: ({ priceLines }) => {
      const priced = priceLines({ rules, parameters, quantities: quantities(counted), copies, worstCase });
      return priced.ok ? `${formatCredits(priced.total)} in ${priced.lines.length}` : priced.refusal.code;
    },
  };
}

interface Request {
  readonly model: PricedModel;
  readonly count?: number;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly prompt?: string;
}

/** "0.3 at most 0.31": the total of a request, and its maxCost. */
export function estimate(
  title: string,
  { model, count = 1, parameters = {}, prompt }: Request,
  expected: string,
): PriceCase {
  return {
    title,
    expected,
    answer: ({ estimateCost }) => {
      const answer = estimateCost({ model, parameters, prompt, count });
      if (!answer.ok) return answer.refusal.code;
      const { total, maxCost } = answer.estimate;
      return `${formatCredits(total)} at most ${formatCredits(maxCost)}`;
    },
  };
}

/** "0.03 in 1": the cost of what was delivered, and the number of lines. */
export function delivery(
  title: string,
  { model, outputs }: { readonly model: PricedModel; readonly outputs: readonly OutputMeasure[] },
  expected: string,
): PriceCase {
  return {
    title,
    expected,
    answer: ({ effectiveCost }) => {
      const answer = effectiveCost({ model, parameters: {}, prompt: undefined, outputs });
      return answer.ok ? `${formatCredits(answer.priced.total)} in ${answer.priced.lines.length}` : answer.refusal.code;
    },
  };
}
