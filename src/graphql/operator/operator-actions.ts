import { Arg, Args, ArgsType, Ctx, Field, ID, ObjectType, Query, Resolver } from 'type-graphql';
import type { OperatorAction, OperatorActionKind } from '../../accounts/index.ts';
import { fromPublicId, toPublicId } from '../../callers/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { AUDIT_CURSOR } from '../edge/cursors.ts';
import { badUserInput } from '../edge/errors/request-errors.ts';
import { type ArgumentCheck, CheckedFirst, pageOf } from '../edge/guard/argument-checks.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { readFilterId } from '../edge/input.ts';
import { type Connection, connectionType, PageOf, readPage, toConnection } from '../edge/pages.ts';
import { CreditsScalar, DateTimeScalar } from '../edge/scalars.ts';
import { enumType } from '../edge/types.ts';

const OperatorActionKindEnum = enumType<OperatorActionKind>('OperatorActionKind', 'What an operator did.', {
  CREATE_ACCOUNT: 'Opened an account.',
  EDIT_ACCOUNT: 'Changed the name or the e-mail address of an account.',
  SUSPEND_ACCOUNT: 'Suspended an account.',
  RELEASE_ACCOUNT: 'Ended what suspendAccount did.',
  CLOSE_ACCOUNT: 'Closed an account, for good.',
  SET_PLAN: 'Gave an account another plan.',
  SET_BILLING_MODE: 'Changed how an account pays, or its credit limit.',
  CREATE_API_KEY: 'Issued a key of the account.',
  REVOKE_API_KEY: 'Ended a key of the account.',
  ROTATE_API_KEY: 'Gave a key of the account another secret.',
  GRANT_CREDITS: 'Added credits without a payment.',
  DEDUCT_CREDITS: 'Took granted credits back.',
  REFUND_CHARGE: "Gave a generation's charge back.",
  REFUND_PURCHASE: 'Began to give back the money of unused credits.',
  SETTLE_GENERATION: 'Decided what a generation costs.',
  PUBLISH_PRICE_BOOK: 'Published a price book.',
  START_RECONCILIATION: 'Compared payments and credits with the payment provider.',
});

@GuardedBy('OPERATOR')
@ObjectType('OperatorChange', { description: 'What was changed.', simpleResolvers: true })
class OperatorChangeType {
  @Field(() => String, { description: 'Which field.' })
  readonly field!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What it was; null where it is not kept, as of what is personal.',
  })
  readonly before!: string | undefined;

  @Field(() => String, { nullable: true, description: 'What it is; null where it is not kept.' })
  readonly after!: string | undefined;
}

@GuardedBy('OPERATOR')
@ObjectType('OperatorAction', { description: 'What an operator did to an account, and why.', simpleResolvers: true })
class OperatorActionType {
  @Field(() => ID, { description: 'Tells it apart from others.' })
  readonly id!: string;

  @Field(() => ID, { nullable: true, description: 'The account that it was done to; null where it is about none.' })
  readonly accountId!: string | undefined;

  @Field(() => OperatorActionKindEnum, { description: 'What was done.' })
  readonly action!: OperatorActionKind;

  @Field(() => ID, { description: "The operator's key that asked for it." })
  readonly operatorKeyId!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Id of what it was done to, or the name of a new key; null: the account itself.',
  })
  readonly subject!: string | undefined;

  @Field(() => String, { description: 'Why; empty where none was given.' })
  readonly reason!: string;

  @Field(() => [OperatorChangeType], {
    description: 'What was changed, field by field; empty where credits only moved.',
  })
  readonly changes!: readonly OperatorChangeType[];

  @Field(() => CreditsScalar, {
    nullable: true,
    description: 'By how much the available credits changed; null where none moved in the same transaction.',
  })
  readonly amount!: MicroCredits | undefined;

  @Field(() => CreditsScalar, { nullable: true, description: 'What was available before.' })
  readonly availableBefore!: MicroCredits | undefined;

  @Field(() => CreditsScalar, { nullable: true, description: 'What was available after.' })
  readonly availableAfter!: MicroCredits | undefined;

  @Field(() => String, { nullable: true, description: "Number of the account's transaction that moved them." })
  readonly sequence!: string | undefined;

  @Field(() => DateTimeScalar, { description: 'When.' })
  readonly createdAt!: Date;
}

const OperatorActionConnection = connectionType('OperatorAction', OperatorActionType);

@ArgsType()
class PageOfActions extends PageOf {
  @Field(() => ID, { nullable: true, description: 'What was done to this account.' })
  readonly accountId?: string | null;

  @Field(() => ID, { nullable: true, description: 'What was done with this key.' })
  readonly operatorKeyId?: string | null;

  @Field(() => OperatorActionKindEnum, { nullable: true, description: 'Only this.' })
  readonly action?: OperatorActionKind | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'From this moment on.' })
  readonly from?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Before this moment.' })
  readonly to?: Date | null;
}

const MOST = 100;

@Resolver()
export class OperatorActionsResolver {
  @GuardedBy('OPERATOR')
  @Query(() => [OperatorActionType], {
    description: 'Operator: what operators did to an account, the newest 100 first; auditLog has all of it.',
  })
  async operatorActions(
    @Arg('accountId', () => ID) id: string,
    @Ctx() { services }: GraphqlContext,
  ): Promise<OperatorActionType[]> {
    const accountId = fromPublicId('acct', id);
    if (accountId === undefined) throw badUserInput('accountId is the id of an account, "acct_…".');
    return (await services.accounts.operatorActions(accountId, MOST)).map(toAction);
  }

  @GuardedBy('OPERATOR')
  @CheckedFirst(pageOf(AUDIT_CURSOR), readableIds)
  @Query(() => OperatorActionConnection, {
    description:
      'Operator: all that operators did, over all accounts, newest first. Rows are only added: the database refuses every change.',
  })
  auditLog(
    @Args(() => PageOfActions) page: PageOfActions,
    @Ctx() context: GraphqlContext,
  ): Promise<Connection<OperatorActionType>> {
    return listActions(context, page);
  }
}

async function listActions({ services }: GraphqlContext, page: PageOfActions) {
  const { size, after } = readPage(page, AUDIT_CURSOR);
  const { accountId, operatorKeyId, action, from, to } = page;
  const rows = await services.accounts.auditLog({
    accountId: readFilterId('acct', accountId),
    operatorKeyId: readFilterId('key', operatorKeyId),
    ...{ action: action ?? undefined, from: from ?? undefined, to: to ?? undefined },
    ...{ limit: size + 1, after: after === undefined ? undefined : { createdAt: after.heldAt, id: after.id } },
  });
  const toCursor = ({ createdAt, id }: OperatorAction): string => AUDIT_CURSOR.write({ heldAt: createdAt, id });
  return toConnection({ rows, size, toItem: toAction, toCursor });
}

function readableIds(...[given]: Parameters<ArgumentCheck>): void {
  const { accountId, operatorKeyId } = given as Pick<PageOfActions, 'accountId' | 'operatorKeyId'>;
  readFilterId('acct', accountId);
  readFilterId('key', operatorKeyId);
}

/** These stand under the operator's own account. */
const ABOUT_NO_ACCOUNT: ReadonlySet<OperatorActionKind> = new Set(['PUBLISH_PRICE_BOOK', 'START_RECONCILIATION']);

function toAction({ changes = {}, sequence, accountId, operatorKeyId, ...action }: OperatorAction): OperatorActionType {
  const { id, action: kind, subject, reason, amount, availableBefore, availableAfter, createdAt } = action;
  return {
    id,
    accountId: ABOUT_NO_ACCOUNT.has(kind) ? undefined : toPublicId('acct', accountId),
    action: kind,
    operatorKeyId: toPublicId('key', operatorKeyId),
    ...{ subject, reason, amount, availableBefore, availableAfter, createdAt },
    sequence: sequence?.toString(),
    changes: Object.entries(changes).map(([field, [before, after]]) => ({
      field,
      before: before === '' ? undefined : before,
      after: after === '' ? undefined : after,
    })),
  };
}
