// Adds up a rehearsal, one generation after the other. Pure: the new book and the old charges are all it looks at.
import type { PriceBook } from '../../catalog/index.ts';
import { formatDecimal, fraction, type MicroCredits, microCredits, subtract } from '../../money/index.ts';
import { effectiveCost } from '../../pricing/index.ts';
import type { StoredOutput } from '../generation.ts';
import type { RehearsalReport, RehearsedSum, UnpricedGenerations } from './rehearsal.ts';

/** What a generation was asked for, what came of it, and what it was charged. */
export interface ChargedGeneration {
  readonly accountId: string;
  readonly model: string;
  readonly prompt: string | undefined;
  /** As they were validated then. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly outputs: readonly StoredOutput[];
  readonly cost: MicroCredits;
}

type NewPrice = { readonly ok: true; readonly cost: MicroCredits } | { readonly ok: false; readonly reason: string };

/** The request as it was, with the new book's defaults for parameters that did not exist then; its outputs as delivered. */
function priceAnew(book: PriceBook, generation: ChargedGeneration): NewPrice {
  const model = book.model(generation.model);
  if (model === undefined) return { ok: false, reason: 'The model is gone.' };
  const checked = book.validateParameters(model, generation.parameters);
  if (!checked.ok) return { ok: false, reason: checked.refusal.message };
  const { prompt, outputs } = generation;
  const result = effectiveCost({ model: model.price, parameters: checked.parameters, prompt, outputs });
  return result.ok ? { ok: true, cost: result.priced.total } : { ok: false, reason: result.refusal.message };
}

export interface RehearsalTally {
  add(generation: ChargedGeneration): void;
  report(span: Pick<RehearsalReport, 'from' | 'to'>): RehearsalReport;
}

interface Sum {
  generations: number;
  paid: bigint;
  wouldHavePaid: bigint;
}

const MOST_ACCOUNTS = 100;

export function createRehearsalTally(book: PriceBook): RehearsalTally {
  const total = emptySum();
  const byModel = new Map<string, Sum>();
  const byAccount = new Map<string, Sum>();
  const unpriced = new Map<string, { model: string; reason: string; sum: Sum }>();

  const leaveOut = ({ model, cost }: ChargedGeneration, reason: string): void => {
    const key = JSON.stringify([model, reason]);
    const group = unpriced.get(key) ?? { model, reason, sum: emptySum() };
    unpriced.set(key, group);
    addTo(group.sum, cost, 0n);
  };

  return {
    add: (generation) => {
      const priced = priceAnew(book, generation);
      if (!priced.ok) {
        leaveOut(generation, priced.reason);
        return;
      }
      const sums = [total, sumOf(byModel, generation.model), sumOf(byAccount, generation.accountId)];
      for (const sum of sums) addTo(sum, generation.cost, priced.cost);
    },
    report: (span) => {
      const accounts = [...byAccount].map(([accountId, sum]) => ({ accountId, ...close(sum) })).sort(compareDifference);
      return {
        ...span,
        total: close(total),
        byModel: [...byModel].map(([model, sum]) => ({ model, ...close(sum) })).sort(compareDifference),
        byAccount: accounts.slice(0, MOST_ACCOUNTS),
        accounts: {
          payingMore: accounts.filter(({ difference }) => difference > 0n).length,
          payingLess: accounts.filter(({ difference }) => difference < 0n).length,
          payingTheSame: accounts.filter(({ difference }) => difference === 0n).length,
        },
        unpriced: [...unpriced.values()].map(toUnpriced).sort(compareUnpriced),
      };
    },
  };
}

const emptySum = (): Sum => ({ generations: 0, paid: 0n, wouldHavePaid: 0n });

function sumOf(sums: Map<string, Sum>, key: string): Sum {
  const sum = sums.get(key) ?? emptySum();
  sums.set(key, sum);
  return sum;
}

function addTo(sum: Sum, paid: bigint, wouldHavePaid: bigint): void {
  sum.generations += 1;
  sum.paid += paid;
  sum.wouldHavePaid += wouldHavePaid;
}

function close(sum: Sum): RehearsedSum {
  const [paid, wouldHavePaid] = [microCredits(sum.paid), microCredits(sum.wouldHavePaid)];
  const difference = subtract(wouldHavePaid, paid);
  const percentage = paid === 0n ? undefined : formatDecimal(fraction(difference * 100n, paid), 2);
  return { generations: sum.generations, paid, wouldHavePaid, difference, percentage };
}

function toUnpriced({ model, reason, sum }: { model: string; reason: string; sum: Sum }): UnpricedGenerations {
  return { model, reason, generations: sum.generations, paid: microCredits(sum.paid) };
}

function compareUnpriced(left: UnpricedGenerations, right: UnpricedGenerations): number {
  if (left.generations !== right.generations) return right.generations - left.generations;
  return left.model < right.model ? -1 : 1;
}

/** The largest difference first, whichever way it goes. */
function compareDifference(left: RehearsedSum, right: RehearsedSum): number {
  const [ofLeft, ofRight] = [magnitude(left.difference), magnitude(right.difference)];
  if (ofLeft !== ofRight) return ofLeft > ofRight ? -1 : 1;
  return right.generations - left.generations;
}

const magnitude = (amount: bigint): bigint => (amount < 0n ? -amount : amount);
