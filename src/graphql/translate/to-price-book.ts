import { describeDifferences, type ListedBook } from '../../catalog/index.ts';
import type { RehearsalOutcome, RehearsedSum } from '../../generation/index.ts';
import { toPublicId } from '../ids.ts';
import type { PriceBookRehearsalType, PriceBookType, RehearsedSumType } from '../types/price-book.ts';

export const MOST_DIFFERENCES = 500;

export function toPriceBook({
  number,
  version,
  state,
  effectiveAt,
  publishedAt,
  publishedBy,
}: ListedBook): PriceBookType {
  const key = publishedBy === undefined ? undefined : toPublicId('key', publishedBy);
  return { number, version, state, effectiveAt, publishedAt, publishedBy: key };
}

export function toPriceBookRehearsal({
  plan,
  report,
}: Extract<RehearsalOutcome, { status: 'rehearsed' }>): PriceBookRehearsalType {
  return {
    version: plan.storefront.priceVersion,
    replaces: plan.replaces?.version,
    differences: describeDifferences(plan.differences, MOST_DIFFERENCES),
    forceReasons: plan.absurdities,
    from: report.from,
    to: report.to,
    total: toSum(report.total),
    byModel: report.byModel.map((line) => ({ model: line.model, sum: toSum(line) })),
    byAccount: report.byAccount.map((line) => ({ accountId: toPublicId('acct', line.accountId), sum: toSum(line) })),
    accountsPayingMore: report.accounts.payingMore,
    accountsPayingLess: report.accounts.payingLess,
    accountsPayingTheSame: report.accounts.payingTheSame,
    unpriced: report.unpriced,
  };
}

function toSum({ generations, paid, wouldHavePaid, difference, percentage }: RehearsedSum): RehearsedSumType {
  return { generations, paid, wouldHavePaid, difference, percentage };
}
