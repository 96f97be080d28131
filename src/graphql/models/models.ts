import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { checkRequest, type Services, toPlanRequest } from '../../callers/index.ts';
import type { Model } from '../../catalog/index.ts';
import { comparePrices, type PricedModelPlace } from '../../generation/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { MODEL_CURSOR, MODEL_PRICE_CURSOR, type ModelPriceKey } from '../edge/cursors.ts';
import { badUserInput, refusedQuery } from '../edge/errors/request-errors.ts';
import { type ArgumentCheck, CheckedFirst, pageOf } from '../edge/guard/argument-checks.ts';
import { ForAnyKey, GuardedBy } from '../edge/guard/scopes.ts';
import { present } from '../edge/input.ts';
import { type Connection, connectionType, readPage, toConnection } from '../edge/pages.ts';
import { toEstimate } from '../estimates/translate.ts';
import { EstimateType } from '../estimates/types.ts';
import { toModel } from './translate.ts';
import { type Direction, ModelEstimateArguments, type ModelOrder, ModelType, PageOfModels } from './types.ts';

const ModelConnection = connectionType('Model', ModelType);

@Resolver(() => ModelType)
export class ModelsResolver {
  @ForAnyKey()
  @CheckedFirst(modelsPage)
  @Query(() => ModelConnection, {
    description: 'What can be asked for, in the order of the identifiers unless another is given.',
  })
  models(
    @Args(() => PageOfModels) page: PageOfModels,
    @Ctx() { services }: GraphqlContext,
  ): Connection<ModelType> | Promise<Connection<ModelType>> {
    return listModels(services, page);
  }

  @ForAnyKey()
  @Query(() => ModelType, { nullable: true, description: 'One model; null when there is none of this name.' })
  model(@Arg('identifier', () => ID) identifier: string, @Ctx() { services }: GraphqlContext): ModelType | undefined {
    const model = services.catalog.model(identifier);
    return model === undefined ? undefined : toModel(model);
  }

  @GuardedBy('GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ')
  @FieldResolver(() => EstimateType, {
    nullable: true,
    description: 'What a request to it would cost, to compare models; null when the request does not fit it.',
  })
  estimate(
    @Root() { identifier }: ModelType,
    @Args(() => ModelEstimateArguments) { parameters, count, prompt }: ModelEstimateArguments,
    @Ctx() { services, viewer }: GraphqlContext,
  ): EstimateType | undefined {
    const request = toPlanRequest({ model: identifier, parameters, count, prompt });
    const wrong = checkRequest(request);
    if (wrong !== undefined) throw refusedQuery(wrong);
    const outcome = services.generations.plan(request);
    return outcome.status === 'planned' ? toEstimate(outcome.plan, viewer.account.id) : undefined;
  }
}

// A page of models: by identifier, or by what the same request would cost with each. Both go by keyset.

type Asks = Pick<Services, 'catalog' | 'generations'>;

function listModels(services: Asks, page: PageOfModels): Connection<ModelType> | Promise<Connection<ModelType>> {
  const { orderBy } = page;
  return orderBy?.field === 'PRICE'
    ? listByPrice(services, page, orderBy)
    : listByIdentifier(services, page, orderBy?.direction ?? 'ASC');
}

function filterOf({ where }: PageOfModels) {
  const { kind, available, search } = where ?? {};
  return present({ kinds: kind, available, search });
}

function listByIdentifier({ catalog }: Asks, page: PageOfModels, direction: Direction): Connection<ModelType> {
  const { size, after } = readPage(page, MODEL_CURSOR);
  const ascending = catalog.models(filterOf(page));
  const found = direction === 'ASC' ? ascending : ascending.toReversed();
  const isLater = ({ identifier }: Model): boolean =>
    after === undefined || (direction === 'ASC' ? identifier > after : identifier < after);
  const toCursor = ({ identifier }: Model): string => MODEL_CURSOR.write(identifier);
  return toConnection({ rows: found.filter(isLater), size, toItem: toModel, toCursor, totalCount: () => found.length });
}

async function listByPrice(
  { generations }: Asks,
  page: PageOfModels,
  { direction: given, parameters, count, prompt }: ModelOrder,
): Promise<Connection<ModelType>> {
  const direction = given ?? 'ASC';
  const { size, after } = readPage(page, MODEL_PRICE_CURSOR);
  const request = toPlanRequest({ model: '', parameters, count, prompt });
  const found = await generations.modelsByPrice({ filter: filterOf(page), request, direction });
  const rows = after === undefined ? found : found.filter((place) => isAfter(place, after, direction));
  return toConnection({
    rows,
    size,
    toItem: ({ model }: PricedModelPlace) => toModel(model),
    toCursor: ({ price, model }) => MODEL_PRICE_CURSOR.write({ price, identifier: model.identifier }),
    totalCount: () => found.length,
  });
}

function isAfter({ price, model }: PricedModelPlace, after: ModelPriceKey, direction: Direction): boolean {
  const order = comparePrices(price, after.price, direction === 'ASC' ? 1 : -1);
  return order === 0 ? model.identifier > after.identifier : order > 0;
}

/** A cursor belongs to its order; and a request that no model could be asked is refused, not answered with nulls. */
function modelsPage(...[given, viewer, schema]: Parameters<ArgumentCheck>): void {
  const order = given['orderBy'] as ModelOrder | null | undefined;
  pageOf(order?.field === 'PRICE' ? MODEL_PRICE_CURSOR : MODEL_CURSOR)(given, viewer, schema);
  if (order === undefined || order === null) return;
  const { parameters, count, prompt } = order;
  const wrong = checkRequest(toPlanRequest({ model: '', parameters, count, prompt }));
  if (wrong !== undefined) throw badUserInput(`orderBy: ${wrong.message}`, wrong.allowed);
}
