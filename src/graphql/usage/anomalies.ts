import { Arg, Ctx, Field, FieldResolver, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { auditWindowStart } from '../../callers/index.ts';
import type { Anomaly, AnomalyKind, Severity } from '../../usage/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { CheckedFirst, reportDays } from '../edge/guard/argument-checks.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { DateTimeScalar } from '../edge/scalars.ts';
import { enumType } from '../edge/types.ts';
import { toApiKey } from '../keys/api-keys.ts';
import { ApiKeyType } from '../keys/types.ts';
import { toTransaction } from '../transactions/translate.ts';
import { TransactionType } from '../transactions/types.ts';

const AnomalyKindEnum = enumType<AnomalyKind>('AnomalyKind', 'Patterns in transactions that are worth a look.', {
  REFUND_STREAK:
    'Three or more generations of one model in a row failed and were refunded: the model or its provider may have a problem.',
  HIGH_CHARGE:
    'A charge of at least 1.5 times its estimate, or of 5 times the median of at least 10 charges for its model.',
  UNKNOWN_ACTIVITY:
    'Transactions about a generation or with an API key that the account does not have, or with a key after its end.',
  STUCK_RESERVATION:
    'A reservation that is neither charged nor refunded 15 minutes after the time for its work, or held for the operator.',
});

const SeverityEnum = enumType<Severity>('Severity', 'How soon an anomaly should be looked at.', {
  INFO: 'When there is time.',
  WARNING: 'Today.',
  CRITICAL: 'Now.',
});

@GuardedBy('ACCOUNT_READ', 'OPERATOR')
@ObjectType('Anomaly', {
  description: 'Something to look into. It changes nothing by itself.',
  simpleResolvers: true,
})
export class AnomalyType {
  readonly accountId!: string;
  /** Sequence numbers. */
  readonly transactions!: readonly bigint[];
  readonly apiKeyId!: string | undefined;

  @Field(() => AnomalyKindEnum, { description: 'Which pattern it is.' })
  readonly kind!: AnomalyKind;

  @Field(() => SeverityEnum, { description: 'How soon to look.' })
  readonly severity!: Severity;

  @Field(() => String, { description: 'What was found, with its numbers, and what it may mean.' })
  readonly message!: string;

  @Field(() => String, { description: 'What to do about it.' })
  readonly remedy!: string;

  @Field(() => DateTimeScalar, { description: 'When the last of what it is about happened.' })
  readonly detectedAt!: Date;
}

const USUAL_DAYS = 7;

@Resolver(() => AnomalyType)
export class AnomaliesResolver {
  @GuardedBy('ACCOUNT_READ')
  @CheckedFirst(reportDays)
  @Query(() => [AnomalyType], {
    description:
      "What is out of the ordinary in the last days, today included (UTC), the latest first. At most the newest 20,000 transactions are looked at. Reservations that are stuck are found however old they are, inside the plan's audit window.",
  })
  async anomalies(
    @Arg('days', () => Int, { nullable: true, defaultValue: USUAL_DAYS, description: '1 to 365.' }) days: number | null,
    @Ctx() { services, viewer }: GraphqlContext,
  ): Promise<AnomalyType[]> {
    const { id } = viewer.account;
    const since = auditWindowStart(viewer.plan, services.now());
    const found = await services.usage.anomalies(id, { days: days ?? USUAL_DAYS, since });
    return found.map((anomaly) => toAnomaly(anomaly, id));
  }

  @FieldResolver(() => ApiKeyType, {
    nullable: true,
    description: 'The API key that it is about, if any: one that may have leaked. revokeApiKey ends it.',
  })
  async apiKey(@Root() root: AnomalyType, @Ctx() context: GraphqlContext): Promise<ApiKeyType | undefined> {
    const { accountId, apiKeyId } = root;
    const key = apiKeyId === undefined ? undefined : await context.loaders(accountId).apiKeys.load(apiKeyId);
    return key === undefined ? undefined : toApiKey(key);
  }

  @FieldResolver(() => [TransactionType], { description: 'What shows it, newest first: of many the last 20.' })
  async evidence(@Root() root: AnomalyType, @Ctx() context: GraphqlContext): Promise<TransactionType[]> {
    const { accountId, transactions } = root;
    const found = await context.loaders(accountId).transactionsOfSequences.loadMany([...transactions]);
    return found.flatMap((transaction) => {
      if (transaction instanceof Error) throw transaction;
      return transaction === undefined ? [] : [toTransaction(transaction)];
    });
  }
}

export function toAnomaly(anomaly: Anomaly, accountId: string): AnomalyType {
  const { kind, severity, message, remedy, apiKeyId, evidence, detectedAt } = anomaly;
  return { accountId, apiKeyId, transactions: evidence, kind, severity, message, remedy, detectedAt };
}
