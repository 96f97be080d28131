import { Arg, Ctx, Field, FieldResolver, ID, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { auditWindowStart, fromPublicId, toPublicId } from '../../callers/index.ts';
import type { Catalog } from '../../catalog/index.ts';
import type { Generation } from '../../generation/index.ts';
import type { GenerationSummary } from '../../ledger/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import type { CostLine } from '../../pricing/index.ts';
import { toCreditLot } from '../balance/translate.ts';
import { CreditLotType } from '../balance/types.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { CreditsScalar, DateTimeScalar } from '../edge/scalars.ts';
import { toCostLine } from '../estimates/translate.ts';
import { CostLineType } from '../estimates/types.ts';
import { toTransaction } from '../transactions/translate.ts';
import { TransactionType } from '../transactions/types.ts';
import { isOverrun, toGeneration } from './translate.ts';
import { GenerationType } from './types.ts';

@GuardedBy('GENERATION_READ', 'ACCOUNT_READ')
@ObjectType('LotShare', { description: 'What one lot has paid.', simpleResolvers: true })
class LotShareType {
  readonly accountId!: string;
  readonly number!: number;

  @Field(() => CreditsScalar, { description: 'What it has paid, less what returned to it.' })
  readonly amount!: MicroCredits;
}

@GuardedBy('GENERATION_READ', 'ACCOUNT_READ')
@ObjectType('Receipt', {
  description:
    'What a generation cost and why. At every moment reserved = charged + refunded + stillReserved, and the lots add up to charged.',
  simpleResolvers: true,
})
class ReceiptType {
  @GuardedBy('GENERATION_READ')
  @Field(() => GenerationType, { description: 'The generation.' })
  readonly generation!: GenerationType;

  @Field(() => CreditsScalar, { description: 'What it was expected to cost when it was accepted.' })
  readonly estimate!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'What was set aside for it: the most it could cost.' })
  readonly reserved!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'What it has cost, less what the operator gave back.' })
  readonly charged!: MicroCredits;

  @Field(() => CreditsScalar, {
    description: 'What of the reservation came back: not needed, not delivered, or given back by the operator.',
  })
  readonly refunded!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'What is still set aside: it runs, or is held for review.' })
  readonly stillReserved!: MicroCredits;

  @Field(() => [CostLineType], {
    description:
      'Once it has ended, what was delivered, at the prices of priceVersion: they add up to effectiveCost. Before, the lines of the estimate. Empty when nothing was delivered, or when it has no price.',
  })
  readonly lines!: readonly CostLineType[];

  @Field(() => CreditsScalar, {
    nullable: true,
    description: 'What was delivered comes to; null when nothing was, or when it has no price.',
  })
  readonly effectiveCost!: MicroCredits | undefined;

  @Field(() => Boolean, { description: 'effectiveCost is above what was reserved; the difference was not charged.' })
  readonly overrun!: boolean;

  @Field(() => String, { description: 'The price book that all of it was computed with.' })
  readonly priceVersion!: string;

  @Field(() => ID, { nullable: true, description: 'The quote that bound the price.' })
  readonly quoteId!: string | undefined;

  @Field(() => [LotShareType], { description: 'The credits that have paid; empty while nothing is charged.' })
  readonly lots!: readonly LotShareType[];

  @GuardedBy('ACCOUNT_READ')
  @Field(() => [TransactionType], { description: 'Its lines of the ledger, oldest first.' })
  readonly transactions!: readonly TransactionType[];

  @Field(() => String, {
    description:
      'Hash of the last of its transactions, in hexadecimal. It covers every line of the account up to that one: keep it, and none of them can change without your noticing.',
  })
  readonly hash!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When a provider was first given the work.' })
  readonly startedAt!: Date | undefined;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the work ended.' })
  readonly endedAt!: Date | undefined;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was charged or its credits were given back.' })
  readonly billedAt!: Date | undefined;
}

@Resolver()
export class ReceiptResolver {
  @GuardedBy('GENERATION_READ', 'ACCOUNT_READ')
  @Query(() => ReceiptType, {
    nullable: true,
    description:
      "What a generation cost and why; null when the account has no such one, or not inside the plan's audit window.",
  })
  receipt(
    @Arg('generationId', () => ID) generationId: string,
    @Ctx() context: GraphqlContext,
  ): Promise<ReceiptType | undefined> {
    return findReceipt(context, fromPublicId('gen', generationId));
  }
}

@Resolver(() => LotShareType)
export class LotShareResolver {
  @GuardedBy('ACCOUNT_READ')
  @FieldResolver(() => CreditLotType, {
    nullable: true,
    description: 'The lot as it is now; null: the credit line of a postpaid account.',
  })
  async lot(
    @Root() { accountId, number }: LotShareType,
    @Ctx() context: GraphqlContext,
  ): Promise<CreditLotType | undefined> {
    const lot = await context.loaders(accountId).lots.load(number);
    return lot === undefined ? undefined : toCreditLot(lot, accountId);
  }
}

async function findReceipt(
  { services, viewer, loaders }: GraphqlContext,
  id: string | undefined,
): Promise<ReceiptType | undefined> {
  const accountId = viewer.account.id;
  const generation = id === undefined ? undefined : await loaders(accountId).generations.load(id);
  const since = auditWindowStart(viewer.plan, services.now());
  if (generation === undefined || generation.createdAt < since) return undefined;
  const [summary, lines] = await Promise.all([
    services.ledger.generationSummary(accountId, generation.id),
    services.generations.lines(generation),
  ]);
  return summary === undefined ? undefined : toReceipt({ generation, summary, lines }, services.catalog);
}

export interface ReceiptParts {
  readonly generation: Generation;
  readonly summary: GenerationSummary;
  readonly lines: readonly CostLine[];
}

function toReceipt({ generation, summary, lines }: ReceiptParts, catalog: Catalog): ReceiptType {
  const { accountId, quoteId } = generation;
  return {
    generation: toGeneration(generation, catalog),
    estimate: generation.costEstimate,
    reserved: summary.reserved,
    charged: summary.charged,
    refunded: summary.refunded,
    stillReserved: summary.stillReserved,
    lines: lines.map(toCostLine),
    effectiveCost: generation.effectiveCost,
    overrun: isOverrun(generation),
    priceVersion: generation.priceVersion,
    quoteId: quoteId === undefined ? undefined : toPublicId('quo', quoteId),
    lots: summary.lots.map(({ lot, amount }) => ({ accountId, number: lot, amount })),
    transactions: summary.transactions.map(toTransaction),
    hash: summary.hash,
    startedAt: generation.startedAt,
    endedAt: generation.endedAt,
    billedAt: generation.billedAt,
  };
}
