import { ArgsType, Field, ID, Int } from 'type-graphql';
import { USUAL_PAGE } from '../pages.ts';
import { JsonObjectScalar } from '../scalars/index.ts';
import { GenerationWhere } from '../types/generation.ts';
import { ModelWhere } from '../types/model.ts';
import { ModelOrder } from '../types/model-order.ts';
import { TransactionWhere } from '../types/transaction.ts';

@ArgsType()
export class PageOf {
  @Field(() => Int, { nullable: true, defaultValue: USUAL_PAGE, description: 'How many, 1 to 100.' })
  readonly first?: number | null;

  @Field(() => String, { nullable: true, description: 'The endCursor of the page before.' })
  readonly after?: string | null;
}

@ArgsType()
export class PageOfLots {
  @Field(() => Int, { nullable: true, defaultValue: USUAL_PAGE, description: 'How many, 1 to 100.' })
  readonly first?: number | null;

  @Field(() => ID, { nullable: true, description: 'Id of the last lot of the page before.' })
  readonly after?: string | null;
}

@ArgsType()
export class PageOfKeys {
  @Field(() => ID, { nullable: true, description: 'Operator: whose; the account that asks when absent.' })
  readonly accountId?: string | null;

  @Field(() => Int, { nullable: true, defaultValue: USUAL_PAGE, description: 'How many, 1 to 100.' })
  readonly first?: number | null;

  @Field(() => ID, { nullable: true, description: 'Id of the last key of the page before.' })
  readonly after?: string | null;
}

@ArgsType()
export class PageOfModels extends PageOf {
  @Field(() => ModelWhere, { nullable: true, description: 'Which ones.' })
  readonly where?: ModelWhere | null;

  @Field(() => ModelOrder, { nullable: true, description: 'In which order; by identifier when absent.' })
  readonly orderBy?: ModelOrder | null;
}

@ArgsType()
export class ModelEstimateArguments {
  @Field(() => JsonObjectScalar, { nullable: true, description: "As the model's parameterSchema says." })
  readonly parameters?: Readonly<Record<string, unknown>> | null;

  @Field(() => Int, { nullable: true, defaultValue: 1, description: 'How many outputs, 1 to 100.' })
  readonly count?: number | null;

  @Field(() => String, { nullable: true, description: 'At most 10,000 characters; priced where characters are.' })
  readonly prompt?: string | null;
}

@ArgsType()
export class PageOfGenerations extends PageOf {
  @Field(() => GenerationWhere, { nullable: true, description: 'Which ones.' })
  readonly where?: GenerationWhere | null;
}

@ArgsType()
export class PageOfTransactions extends PageOf {
  @Field(() => TransactionWhere, { nullable: true, description: 'Which ones.' })
  readonly where?: TransactionWhere | null;
}
