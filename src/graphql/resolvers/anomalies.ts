import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { auditWindowStart } from '../audit-window.ts';
import type { GraphqlContext } from '../context.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { toAnomaly } from '../translate/to-anomaly.ts';
import { toTransaction } from '../translate/to-transaction.ts';
import { AnomalyType } from '../types/anomaly.ts';
import { TransactionType } from '../types/transaction.ts';

const USUAL_DAYS = 7;

@Resolver(() => AnomalyType)
export class AnomaliesResolver {
  @GuardedBy('ACCOUNT_READ')
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
