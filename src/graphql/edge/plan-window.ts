// How far back a list goes: what the plan lets its account see, and which plan shows more.
import { Field, Int, ObjectType } from 'type-graphql';
import { ForWhoAsked } from './guard/scopes.ts';
import { DateTimeScalar } from './scalars.ts';
import type { Services } from './services.ts';
import { auditWindowStart, type Viewer } from './viewer.ts';

@ForWhoAsked()
@ObjectType('AuditWindow', { description: 'How far back a plan looks.', simpleResolvers: true })
export class AuditWindowType {
  @Field(() => DateTimeScalar, { description: 'Nothing before this moment is shown.' })
  readonly from!: Date;

  @Field(() => Int, { description: 'How many days the plan looks back.' })
  readonly days!: number;

  @Field(() => String, {
    nullable: true,
    description: 'The id of the next plan that looks back further; null when none does.',
  })
  readonly longerWithPlan!: string | undefined;

  @Field(() => Int, { nullable: true, description: 'How many days that one looks back.' })
  readonly longerDays!: number | undefined;
}

type Asking = Pick<Services, 'catalog' | 'now'>;

export function auditWindowOf({ catalog, now }: Asking, { plan }: Pick<Viewer, 'plan'>): AuditWindowType {
  const { auditWindowDays: days } = plan;
  const longer = catalog.storefront.plans
    .filter((other) => other.auditWindowDays > days)
    .reduce<typeof plan | undefined>(
      (nearest, other) => (nearest === undefined || other.auditWindowDays < nearest.auditWindowDays ? other : nearest),
      undefined,
    );
  return {
    from: auditWindowStart(plan, now()),
    days,
    longerWithPlan: longer?.id,
    longerDays: longer?.auditWindowDays,
  };
}
