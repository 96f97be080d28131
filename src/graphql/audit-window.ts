// How far back an account may look: its plan's audit window.
import type { Plan } from '../catalog/index.ts';

const DAY_MILLISECONDS = 86_400_000;

export function auditWindowStart(plan: Pick<Plan, 'auditWindowDays'>, now: Date): Date {
  return new Date(now.getTime() - plan.auditWindowDays * DAY_MILLISECONDS);
}
