// Who is asking: the account of an API key. No argument of the schema ever names the acting account.
import type { Account } from '../../accounts/index.ts';
import type { Plan } from '../../catalog/index.ts';
import type { VerifiedKey } from '../../keys/index.ts';
import type { Services } from './services.ts';

export interface Viewer {
  readonly key: VerifiedKey;
  readonly account: Account;
  readonly plan: Plan;
}

const BEARER = /^Bearer +([\x21-\x7e]{1,512})$/i;

/** Reads "Bearer <secret>". Undefined when the header is missing or the key is unknown, revoked or expired. */
export async function verifyKey(
  { keys }: Pick<Services, 'keys'>,
  authorization: string | undefined,
): Promise<VerifiedKey | undefined> {
  const secret = BEARER.exec(authorization?.trim() ?? '')?.[1];
  return secret === undefined ? undefined : keys.verify(secret);
}

/** Whose key it is, too. Undefined as for verifyKey. */
export async function authenticate(services: Services, authorization: string | undefined): Promise<Viewer | undefined> {
  const key = await verifyKey(services, authorization);
  if (key === undefined) return undefined;
  const account = await services.accounts.find(key.accountId);
  if (account === undefined) throw new Error(`the account ${key.accountId} of a key does not exist`);
  const plan = services.catalog.plan(account.planId);
  if (plan === undefined) {
    throw new Error(`the storefront has no plan ${account.planId}, which account ${account.id} is on`);
  }
  return { key, account, plan };
}

// How far back an account may look: its plan's audit window.

const DAY_MILLISECONDS = 86_400_000;

export function auditWindowStart(plan: Pick<Plan, 'auditWindowDays'>, now: Date): Date {
  return new Date(now.getTime() - plan.auditWindowDays * DAY_MILLISECONDS);
}
