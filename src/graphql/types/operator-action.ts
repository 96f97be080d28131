import { Field, ID, ObjectType } from 'type-graphql';
import type { OperatorActionKind } from '../../accounts/index.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { DateTimeScalar } from '../scalars/index.ts';
import { enumType } from './enums.ts';

const OperatorActionKindEnum = enumType<OperatorActionKind>('OperatorActionKind', 'What an operator did.', {
  CREATE_API_KEY: 'Issued a key of the account.',
  REVOKE_API_KEY: 'Ended a key of the account.',
});

@GuardedBy('OPERATOR')
@ObjectType('OperatorAction', { description: 'What an operator did to an account, and why.', simpleResolvers: true })
export class OperatorActionType {
  @Field(() => OperatorActionKindEnum, { description: 'What was done.' })
  readonly action!: OperatorActionKind;

  @Field(() => ID, { description: "The operator's key that asked for it." })
  readonly operatorKeyId!: string;

  @Field(() => String, { nullable: true, description: 'Name of a new key, id of an ended one.' })
  readonly subject!: string | undefined;

  @Field(() => String, { description: 'Why.' })
  readonly reason!: string;

  @Field(() => DateTimeScalar, { description: 'When.' })
  readonly createdAt!: Date;
}
