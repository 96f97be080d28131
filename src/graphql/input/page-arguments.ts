import { ArgsType, Field, Int } from 'type-graphql';
import { USUAL_PAGE } from '../pages.ts';
import { GenerationWhere } from '../types/generation.ts';
import { ModelWhere } from '../types/model.ts';
import { TransactionWhere } from '../types/transaction.ts';

@ArgsType()
export class PageOf {
  @Field(() => Int, { nullable: true, defaultValue: USUAL_PAGE, description: 'How many, 1 to 100.' })
  readonly first?: number | null;

  @Field(() => String, { nullable: true, description: 'The endCursor of the page before.' })
  readonly after?: string | null;
}

@ArgsType()
export class PageOfModels extends PageOf {
  @Field(() => ModelWhere, { nullable: true, description: 'Which ones.' })
  readonly where?: ModelWhere | null;
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
