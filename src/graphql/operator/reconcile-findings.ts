import { Arg, Args, Ctx, Field, ID, InputType, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import type { ShownFinding } from '../../purchases/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { FINDING_CURSOR } from '../edge/cursors.ts';
import { UserError } from '../edge/errors/user-errors.ts';
import { CheckedFirst, pageOf } from '../edge/guard/argument-checks.ts';
import { ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { type Connection, connectionType, PageOf, readPage, toConnection } from '../edge/pages.ts';
import { DateTimeScalar } from '../edge/scalars.ts';
import { enumType } from '../edge/types.ts';
import { checkReason, operatorOf } from './acting.ts';

const FindingCodeEnum = enumType<ShownFinding['code']>('ReconcileFindingCode', 'What does not agree.', {
  CREDITS_WITHOUT_PAYMENT: 'Credits that the payment provider knows no payment for.',
  PAYMENT_WITHOUT_CREDITS: 'A payment that brought no credits.',
  REFUND_UNFINISHED: 'A refund that stands in between.',
  EVENT_UNHEARD: 'An event of the payment provider that could not be handled.',
  PROBLEM: 'What a handler could not do by itself.',
});

@GuardedBy('OPERATOR')
@ObjectType('ReconcileFinding', {
  description: 'What needs a person: kept until it holds no longer, or somebody has settled it (npm run reconcile).',
  simpleResolvers: true,
})
class ReconcileFindingType {
  @Field(() => ID, { description: 'Its id, by which npm run reconcile settles it.' })
  readonly id!: string;

  @Field(() => FindingCodeEnum, { description: 'What does not agree.' })
  readonly code!: ShownFinding['code'];

  @Field(() => String, { description: 'In words, with its names and numbers.' })
  readonly message!: string;

  @Field(() => ID, { nullable: true, description: 'The account, where it names one.' })
  readonly accountId!: string | undefined;

  @Field(() => DateTimeScalar, { description: 'When it was found first.' })
  readonly firstSeenAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When somebody last looked whether it still holds.' })
  readonly checkedAt!: Date;
}

const ReconcileFindingConnection = connectionType('ReconcileFinding', ReconcileFindingType);

@InputType({ description: 'Why payments and credits are compared now.' })
class StartReconciliationInput {
  @Field(() => String, { description: 'Why, in at most 500 characters, for the audit log.' })
  readonly reason!: string;
}

@ForWhoAsked()
@ObjectType({ description: 'Whether it was begun.', simpleResolvers: true })
class StartReconciliationPayload {
  @Field(() => Boolean, {
    description:
      'True when it was asked for; reconcileFindings has what it finds. One at a time, and one a minute, is made.',
  })
  readonly started!: boolean;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

@Resolver()
export class ReconcileFindingsResolver {
  @GuardedBy('OPERATOR')
  @CheckedFirst(pageOf(FINDING_CURSOR))
  @Query(() => ReconcileFindingConnection, {
    description:
      'Operator: where money and credits do not agree, as the rounds of reconciliation found it, the oldest first, 1,000 at most.',
  })
  async reconcileFindings(
    @Args(() => PageOf) page: PageOf,
    @Ctx() { services }: GraphqlContext,
  ): Promise<Connection<ReconcileFindingType>> {
    const { size, after } = readPage(page, FINDING_CURSOR);
    const all = await services.purchases.findings();
    // What was solved meanwhile has no place any more: the list begins anew.
    const rows = all.slice(all.findIndex(({ id }) => id === after) + 1);
    const toCursor = ({ id }: ShownFinding): string => FINDING_CURSOR.write(id);
    return toConnection({ rows, size, toItem: (finding) => finding, toCursor, totalCount: () => all.length });
  }

  @GuardedBy('OPERATOR')
  @Mutation(() => StartReconciliationPayload, {
    description:
      'Operator: compares payments and credits with the payment provider in the background, as the gateway does by itself every 10 minutes.',
  })
  async startReconciliation(
    @Arg('input', () => StartReconciliationInput) { reason }: StartReconciliationInput,
    @Ctx() context: GraphqlContext,
  ): Promise<StartReconciliationPayload> {
    const wrong = checkReason(reason);
    if (wrong !== undefined) return { started: false, userErrors: [wrong] };
    const { services, viewer } = context;
    const act = { ...operatorOf(context, reason), accountId: viewer.account.id, now: services.now() };
    await services.accounts.recordOperatorAction({ ...act, action: 'START_RECONCILIATION' });
    services.purchases.startReconciliation();
    return { started: true, userErrors: [] };
  }
}
