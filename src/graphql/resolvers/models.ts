import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { GraphqlContext } from '../context.ts';
import { refusedQuery } from '../errors/refused-query.ts';
import { ForAnyKey, GuardedBy } from '../guard/scopes.ts';
import { checkRequest, toPlanRequest } from '../input/check-request.ts';
import { ModelEstimateArguments, PageOfModels } from '../input/page-arguments.ts';
import { listModels } from '../list-models.ts';
import { toEstimate } from '../translate/to-estimate.ts';
import { toModel } from '../translate/to-model.ts';
import { type Connection, connectionType } from '../types/connection.ts';
import { EstimateType } from '../types/estimate.ts';
import { ModelType } from '../types/model.ts';

const ModelConnection = connectionType('Model', ModelType);

@Resolver(() => ModelType)
export class ModelsResolver {
  @ForAnyKey()
  @Query(() => ModelConnection, {
    description: 'What can be asked for, in the order of the identifiers unless another is given.',
  })
  models(@Args(() => PageOfModels) page: PageOfModels, @Ctx() { services }: GraphqlContext): Connection<ModelType> {
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
