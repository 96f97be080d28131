import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { GraphqlContext } from '../context.ts';
import { MODEL_CURSOR } from '../cursors.ts';
import { PageOfModels } from '../input/page-arguments.ts';
import { present } from '../input/present.ts';
import { readPage, toConnection } from '../pages.ts';
import { toModel } from '../translate/to-model.ts';
import { type Connection, connectionType } from '../types/connection.ts';
import { ModelType } from '../types/model.ts';

const ModelConnection = connectionType('Model', ModelType);

@Resolver()
export class ModelsResolver {
  @Query(() => ModelConnection, { description: 'What can be asked for, in the order of the identifiers.' })
  models(@Args(() => PageOfModels) page: PageOfModels, @Ctx() { services }: GraphqlContext): Connection<ModelType> {
    const { size, after } = readPage(page, MODEL_CURSOR);
    const { kind, available, search } = page.where ?? {};
    const found = services.catalog.models(present({ kinds: kind, available, search }));
    const rows = after === undefined ? found : found.filter((model) => model.identifier > after);
    const toCursor = (model: { identifier: string }): string => MODEL_CURSOR.write(model.identifier);
    return toConnection({ rows, size, toItem: toModel, toCursor, totalCount: () => found.length });
  }

  @Query(() => ModelType, { nullable: true, description: 'One model; null when there is none of this name.' })
  model(@Arg('identifier', () => ID) identifier: string, @Ctx() { services }: GraphqlContext): ModelType | undefined {
    const model = services.catalog.model(identifier);
    return model === undefined ? undefined : toModel(model);
  }
}
