// Whether a storefront may take over from the book that is in force at its moment, and with what consequences.
import type { AbsurdChange, StorefrontDifference } from '../compare/difference.ts';
import { type PublicationRefusal, publicationRefusal } from '../publish/publication.ts';

/** An effective date that has passed would rewrite what was charged since. */
export function refusePast(effectiveAt: Date | undefined, now: Date): PublicationRefusal | undefined {
  if (effectiveAt === undefined || effectiveAt >= now) return undefined;
  const allowed = `from ${now.toISOString()}`;
  return publicationRefusal('effectiveAt', `effectiveAt lies in the past; ${allowed}, or leave it out for now.`, [
    allowed,
  ]);
}

/** Accounts are on plans: one that went missing would shut them out. */
export function refuseMissingPlans(
  differences: readonly StorefrontDifference[],
  describeBooks: { readonly missing: string; readonly present: string },
): PublicationRefusal | undefined {
  const plans = differences.filter((difference) => difference.kind === 'PLAN_REMOVED').map((plan) => plan.identifier);
  if (plans.length === 0) return undefined;
  const { missing, present } = describeBooks;
  const names = plans.map((plan) => `"${plan}"`).join(', ');
  return publicationRefusal(
    'document',
    `document: plans: ${missing} has no plan ${names}, which ${present} has. Accounts may be on it: a plan can change, not go.`,
    plans,
  );
}

const MOST_NAMED = 20;

/** The canary: cents taken for dollars are more likely than a price that rose tenfold. */
export function refuseAbsurdity(changes: readonly AbsurdChange[], isForced: boolean): PublicationRefusal | undefined {
  if (changes.length === 0 || isForced) return undefined;
  const named = changes.slice(0, MOST_NAMED).map(inWords);
  const more = changes.length > MOST_NAMED ? ` And ${changes.length - MOST_NAMED} more.` : '';
  const message = `More than ten times different from the last price book: ${named.join('; ')}.${more}`;
  return publicationRefusal('force', `${message} If that is meant, force it.`, ['true']);
}

/** "model bfl/flux: quality: hd cost 0.08 credits and would cost 8 credits". */
export function inWords({ of, identifier, message }: AbsurdChange): string {
  return of === 'CREDIT_UNIT' ? message : `${of.toLowerCase()} ${identifier}: ${message}`;
}
