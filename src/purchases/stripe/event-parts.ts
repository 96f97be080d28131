// Parts that the objects of several kinds of events share.
import { z } from 'zod';
import type { Money } from '../../money/index.ts';

export const Metadata = z.record(z.string(), z.string()).nullish();
/** An id, or the whole object where the endpoint expands it. */
export const Reference = z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]).nullish();

export function readAmount(total: number | null | undefined, currency: string | null | undefined): Money | undefined {
  if (total === undefined || total === null || currency === undefined || currency === null) return undefined;
  return { minorUnits: BigInt(total), currency: currency.toUpperCase() };
}

export function problemOf(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
}
