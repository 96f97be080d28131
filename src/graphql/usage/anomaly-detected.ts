import { Arg, Ctx, Field, Int, ObjectType, Resolver, Root, Subscription } from 'type-graphql';
import { auditWindowStart } from '../../callers/index.ts';
import type { AnnouncedAnomaly } from '../../usage/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { badUserInput } from '../edge/errors/request-errors.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { DateTimeScalar } from '../edge/scalars.ts';
import type { EventOrFailure } from '../edge/sockets/deliver-events.ts';
import { AnomalyType, toAnomaly } from './anomalies.ts';

@GuardedBy('ACCOUNT_READ')
@ObjectType('DetectedAnomaly', { description: 'An anomaly, as it is announced to its account.', simpleResolvers: true })
class DetectedAnomalyType {
  @Field(() => Int, { description: 'Counted per account, from 1, without gaps.' })
  readonly number!: number;

  @Field(() => DateTimeScalar, { description: 'When it was found.' })
  readonly announcedAt!: Date;

  @Field(() => AnomalyType, { description: 'What was found.' })
  readonly anomaly!: AnomalyType;
}

@Resolver()
export class AnomalyDetectedResolver {
  @GuardedBy('ACCOUNT_READ')
  @Subscription(() => DetectedAnomalyType, {
    description:
      "Anomalies as they are found, within a quarter of a minute or so: every one after the given number (from now on without one), inside the plan's audit window, in order, none missing and none twice. Of one kind about one model, key or way of being stuck, one is announced a day, and another when it has become more severe. The webhook event is anomaly.detected.",
    subscribe: ({ args, context }) =>
      followAnomalies(context as GraphqlContext, (args as { afterNumber?: number | null }).afterNumber),
  })
  anomalyDetected(
    @Arg('afterNumber', () => Int, {
      nullable: true,
      description: 'The number of the last one that is known already: 0 for all of them.',
    })
    _afterNumber: number | null | undefined,
    @Root() event: EventOrFailure<AnnouncedAnomaly>,
    @Ctx() { viewer }: GraphqlContext,
  ): DetectedAnomalyType {
    if (event instanceof Error) throw event;
    const { number, announcedAt } = event;
    return { number, announcedAt, anomaly: toAnomaly(event, viewer.account.id) };
  }
}

function followAnomalies(
  { services, viewer }: GraphqlContext,
  afterNumber: number | null | undefined,
): AsyncIterableIterator<AnnouncedAnomaly> {
  if (afterNumber !== null && afterNumber !== undefined && afterNumber < 0) {
    throw badUserInput('afterNumber is the number of an anomaly that was announced.', ['a whole number from 0']);
  }
  return services.usage.followAnomalies({
    accountId: viewer.account.id,
    afterNumber: afterNumber ?? undefined,
    announcedFrom: auditWindowStart(viewer.plan, services.now()),
  });
}
