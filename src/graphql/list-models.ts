// A page of models: by identifier, or by what the same request would cost with each. Both go by keyset.
import type { Model } from '../catalog/index.ts';
import { comparePrices, type PricedModelPlace } from '../generation/index.ts';
import { MODEL_CURSOR, MODEL_PRICE_CURSOR, type ModelPriceKey } from './cursors.ts';
import { toPlanRequest } from './input/check-request.ts';
import type { PageOfModels } from './input/page-arguments.ts';
import { present } from './input/present.ts';
import { readPage, toConnection } from './pages.ts';
import type { Services } from './services.ts';
import { toModel } from './translate/to-model.ts';
import type { Connection } from './types/connection.ts';
import type { ModelType } from './types/model.ts';
import type { Direction, ModelOrder } from './types/model-order.ts';

type Asks = Pick<Services, 'catalog' | 'generations'>;

export function listModels(services: Asks, page: PageOfModels): Connection<ModelType> {
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

function listByPrice(
  { generations }: Asks,
  page: PageOfModels,
  { direction: given, parameters, count, prompt }: ModelOrder,
): Connection<ModelType> {
  const direction = given ?? 'ASC';
  const { size, after } = readPage(page, MODEL_PRICE_CURSOR);
  const request = toPlanRequest({ model: '', parameters, count, prompt });
  const found = generations.modelsByPrice({ filter: filterOf(page), request, direction });
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
