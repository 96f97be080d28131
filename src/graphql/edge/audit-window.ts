// What lies before the plan's audit window is refused with the plan that shows it, never cut: a sum shows no less than it says.
import { badUserInput } from './errors/request-errors.ts';
import type { Services } from './services.ts';
import { auditWindowStart, type Viewer } from './viewer.ts';

export interface AskedOfHistory {
  /** In the words of who asks: "2026-03". */
  readonly what: string;
  /** Its last moment. */
  readonly until: Date;
}

/** Throws BAD_USER_INPUT. */
export function checkAuditWindow(
  { services, viewer }: { readonly services: Pick<Services, 'catalog' | 'now'>; readonly viewer: Viewer },
  { what, until }: AskedOfHistory,
): void {
  const { plan } = viewer;
  const begins = auditWindowStart(plan, services.now());
  if (until > begins) return;
  const back = `the plan ${plan.name} can look back ${plan.auditWindowDays} days`;
  throw badUserInput(`${what} is too long ago: ${back}${whoShowsMore(services, viewer)}.`, [
    `from ${begins.toISOString()} on`,
  ]);
}

function whoShowsMore({ catalog }: Pick<Services, 'catalog'>, { plan }: Viewer): string {
  const longer = catalog.storefront.plans.filter((other) => other.auditWindowDays > plan.auditWindowDays);
  const most = longer.toSorted((a, b) => b.auditWindowDays - a.auditWindowDays)[0];
  return most === undefined ? '' : `, the plan ${most.name} ${most.auditWindowDays}`;
}
