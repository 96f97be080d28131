// Which days a report is about: the last ones, or a span of the account's own calendar, inside the plan's audit window.
import { ArgsType, Field, Int } from 'type-graphql';
import type { GraphqlContext } from '../edge/context.ts';
import { badUserInput } from '../edge/errors/request-errors.ts';
import type { ArgumentCheck } from '../edge/guard/argument-checks.ts';
import { howFarBack } from '../edge/plan-window.ts';

const USUAL_DAYS = 30;

@ArgsType()
export class UsageArguments {
  @Field(() => Int, {
    nullable: true,
    defaultValue: USUAL_DAYS,
    description: 'How many days, up to the last one: 1 to 365. Not looked at when `from` is given.',
  })
  readonly days?: number | null;

  @Field(() => String, { nullable: true, description: 'The first day, such as "2026-11-01".' })
  readonly from?: string | null;

  @Field(() => String, { nullable: true, description: 'The last day, such as "2026-11-30"; today without it.' })
  readonly to?: string | null;
}

/** A day is a calendar's day; a span has both ends in order. */
export function reportSpan(given: Parameters<ArgumentCheck>[0]): void {
  const { from, to } = given as UsageArguments;
  for (const [name, day] of Object.entries({ from, to })) {
    if (day !== undefined && day !== null && !isDay(day)) {
      throw badUserInput(`${name} is a day.`, ['a day of the calendar, such as "2026-11-01"']);
    }
  }
  if (typeof from === 'string' && typeof to === 'string' && from > to) {
    throw badUserInput('from has to be no later than to.', [`${from} or later`]);
  }
}

function isDay(text: string): boolean {
  if (!/^[12]\d{3}-\d{2}-\d{2}$/.test(text)) return false;
  const midnight = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(text);
}

interface ReportDays {
  readonly days: number;
  readonly from?: string;
  readonly to?: string;
}

type Asking = Pick<GraphqlContext, 'services' | 'viewer'>;

/** Throws BAD_USER_INPUT for days that the plan cannot see: never cut, so that a report never shows less than it says. */
export function readReportDays({ days, from, to }: UsageArguments, { services, viewer }: Asking): ReportDays {
  const { account, plan } = viewer;
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: account.timeZone }).format(services.now());
  const oldest = daysBefore(today, plan.auditWindowDays - 1);
  const count = days ?? USUAL_DAYS;
  const last = to ?? today;
  const first = from ?? daysBefore(last, count - 1);
  if (first < oldest || first > last || first > today) {
    const message = `${first} to ${last} is not inside ${oldest} to ${today}: ${howFarBack(services.catalog, plan)}.`;
    throw badUserInput(message, [`${oldest} to ${today}`]);
  }
  return { days: count, from: first, to: last };
}

function daysBefore(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - days);
  return date.toISOString().slice(0, 10);
}
