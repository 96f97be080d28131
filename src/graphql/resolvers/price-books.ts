import { Arg, Ctx, Int, Mutation, Query, Resolver } from 'type-graphql';
import { describeDifferences, type PublicationRefusal } from '../../catalog/index.ts';
import type { GraphqlContext } from '../context.ts';
import { refusedQuery } from '../errors/refused-query.ts';
import { invalidParameter } from '../errors/user-errors.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { MOST_DIFFERENCES, toPriceBook, toPriceBookRehearsal } from '../translate/to-price-book.ts';
import {
  PriceBookRehearsalType,
  PriceBookType,
  PublishPriceBookInput,
  PublishPriceBookPayload,
} from '../types/price-book.ts';
import type { ParameterError } from '../types/user-errors.ts';

const USUAL_NUMBER = 50;
const USUAL_DAYS = 30;

@Resolver()
export class PriceBooksResolver {
  @GuardedBy('OPERATOR')
  @Query(() => [PriceBookType], { description: 'Operator: the price books of the storefront in use, newest first.' })
  async priceBooks(
    @Arg('first', () => Int, { nullable: true, defaultValue: USUAL_NUMBER, description: '1 to 100.' })
    first: number | null,
    @Ctx() { services }: GraphqlContext,
  ): Promise<PriceBookType[]> {
    return (await services.priceBooks.list(first ?? USUAL_NUMBER)).map(toPriceBook);
  }

  @GuardedBy('OPERATOR')
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
  { services, viewer }: GraphqlContext,
  { document, effectiveAt, force }: PublishPriceBookInput,
): Promise<PublishPriceBookPayload> {
  const outcome = await services.priceBooks.publish({
    document,
    effectiveAt: effectiveAt ?? undefined,
    force: force ?? false,
    publishedBy: viewer.key.id,
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
