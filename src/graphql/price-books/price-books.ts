import { Arg, Ctx, Int, Mutation, Query, Resolver } from 'type-graphql';
import { recordingOf } from '../../accounts/index.ts';
import { invalidParameter, type ParameterError, toPublicId } from '../../callers/index.ts';
import { describeDifferences, type ListedBook, type PublicationRefusal } from '../../catalog/index.ts';
import type { RehearsalOutcome, RehearsedSum } from '../../generation/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { refusedQuery } from '../edge/errors/request-errors.ts';
import { type ArgumentCheck, CheckedFirst, checkRange } from '../edge/guard/argument-checks.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { LARGEST_PAGE } from '../edge/pages.ts';
import { checkOptionalReason, operatorOf } from '../operator/acting.ts';
import {
  PriceBookRehearsalType,
  PriceBookType,
  PublishPriceBookInput,
  PublishPriceBookPayload,
  type RehearsedSumType,
} from './types.ts';

const USUAL_NUMBER = 50;
const USUAL_DAYS = 30;

@Resolver()
export class PriceBooksResolver {
  @GuardedBy('OPERATOR')
  @CheckedFirst((given) => checkRange('first', given['first'], LARGEST_PAGE))
  @Query(() => [PriceBookType], { description: 'Operator: the price books of the storefront in use, newest first.' })
  async priceBooks(
    @Arg('first', () => Int, { nullable: true, defaultValue: USUAL_NUMBER, description: '1 to 100.' })
    first: number | null,
    @Ctx() { services }: GraphqlContext,
  ): Promise<PriceBookType[]> {
    return (await services.priceBooks.list(first ?? USUAL_NUMBER)).map(toPriceBook);
  }

  @GuardedBy('OPERATOR')
  @CheckedFirst(rehearsalDays)
  @Query(() => PriceBookRehearsalType, {
    description: 'Operator: who would have paid how much more or less under a price book that is not published yet.',
  })
  rehearsePriceBook(
    @Arg('input', () => PublishPriceBookInput) input: PublishPriceBookInput,
    @Ctx() context: GraphqlContext,
  ): Promise<PriceBookRehearsalType> {
    return rehearsePriceBook(context, input);
  }

  @GuardedBy('OPERATOR')
  @Mutation(() => PublishPriceBookPayload, {
    description:
      'Operator: publishes a price book. What runs already, and open quotes, keep theirs. What another one of the same content already does is not published again.',
  })
  publishPriceBook(
    @Arg('input', () => PublishPriceBookInput) input: PublishPriceBookInput,
    @Ctx() context: GraphqlContext,
  ): Promise<PublishPriceBookPayload> {
    return publishPriceBook(context, input);
  }
}

async function rehearsePriceBook(
  { services }: GraphqlContext,
  { document, effectiveAt, days }: PublishPriceBookInput,
): Promise<PriceBookRehearsalType> {
  const request = { document, effectiveAt: effectiveAt ?? undefined, days: days ?? USUAL_DAYS };
  const outcome = await services.rehearsals.rehearse(request);
  if (outcome.status === 'refused') throw refusedQuery(toError(outcome.refusal));
  return toPriceBookRehearsal(outcome);
}

async function publishPriceBook(
  context: GraphqlContext,
  { document, effectiveAt, force, reason }: PublishPriceBookInput,
): Promise<PublishPriceBookPayload> {
  const wrong = checkOptionalReason(reason);
  if (wrong !== undefined) return { priceBook: undefined, differences: [], replayed: false, userErrors: [wrong] };
  const { services, viewer } = context;
  const act = { ...operatorOf(context, reason), accountId: viewer.account.id, now: services.now() };
  const outcome = await services.priceBooks.publish({
    document,
    effectiveAt: effectiveAt ?? undefined,
    force: force ?? false,
    publishedBy: viewer.key.id,
    alongside: recordingOf({ ...act, action: 'PUBLISH_PRICE_BOOK' }),
  });
  if (outcome.status === 'refused') {
    return { priceBook: undefined, differences: [], replayed: false, userErrors: [toError(outcome.refusal)] };
  }
  return {
    priceBook: toPriceBook(outcome.book),
    differences: describeDifferences(outcome.differences, MOST_DIFFERENCES),
    replayed: outcome.status === 'replayed',
    userErrors: [],
  };
}

const toError = ({ path, message, allowed }: PublicationRefusal): ParameterError =>
  invalidParameter(path, message, allowed);

const MOST_DIFFERENCES = 500;

function toPriceBook({ number, version, state, effectiveAt, publishedAt, publishedBy }: ListedBook): PriceBookType {
  const key = publishedBy === undefined ? undefined : toPublicId('key', publishedBy);
  return { number, version, state, effectiveAt, publishedAt, publishedBy: key };
}

function toPriceBookRehearsal({
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

const LONGEST_REHEARSAL_DAYS = 365;

function rehearsalDays(...[given]: Parameters<ArgumentCheck>): void {
  checkRange('input.days', (given['input'] as PublishPriceBookInput).days, LONGEST_REHEARSAL_DAYS);
}
