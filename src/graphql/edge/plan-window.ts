// How far back the plan lets its account look, and which plan shows more. A list says it; what lies before it is refused, never cut: a
// sum shows no less than it says.
import { Field, Int, ObjectType } from 'type-graphql';
import { auditWindowStart, type Services, type Viewer } from '../../callers/index.ts';
import { badUserInput } from './errors/request-errors.ts';
import { ForWhoAsked } from './guard/scopes.ts';
import { DateTimeScalar } from './scalars.ts';

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
  const longer = nextLonger(catalog, plan);
  return {
    from: auditWindowStart(plan, now()),
    days: plan.auditWindowDays,
    longerWithPlan: longer?.id,
    longerDays: longer?.auditWindowDays,
  };
}

type Plan = Viewer['plan'];

function nextLonger({ storefront }: Services['catalog'], plan: Plan): Plan | undefined {
  const longer = storefront.plans.filter((other) => other.auditWindowDays > plan.auditWindowDays);
  return longer.toSorted((one, other) => one.auditWindowDays - other.auditWindowDays)[0];
}

/** For a refusal: "the plan Free can look back 30 days, the plan Pro 90". */
export function howFarBack(catalog: Services['catalog'], plan: Plan): string {
  const longer = nextLonger(catalog, plan);
  const more = longer === undefined ? '' : `, the plan ${longer.name} ${longer.auditWindowDays}`;
  return `the plan ${plan.name} can look back ${inDays(plan)}${more}`;
}

export interface AskedOfHistory {
  /** In the words of who asks: "2026-03". */
  readonly what: string;
  /** Its last moment. */
  readonly until: Date;
}

/** Throws BAD_USER_INPUT. */
export function checkAuditWindow(
  { services, viewer }: { readonly services: Asking; readonly viewer: Pick<Viewer, 'plan'> },
  { what, until }: AskedOfHistory,
): void {
  const begins = auditWindowStart(viewer.plan, services.now());
  if (until > begins) return;
  const message = `${what} is too long ago: ${howFarBack(services.catalog, viewer.plan)}.`;
  throw badUserInput(message, [`from ${begins.toISOString()} on`]);
}

export const inDays = ({ auditWindowDays: days }: Plan): string => `${days} ${days === 1 ? 'day' : 'days'}`;
