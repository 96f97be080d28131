// Who is asking: the account of an API key. No argument of the schema ever names the acting account.
import type { Account } from '../../accounts/index.ts';
import type { Plan } from '../../catalog/index.ts';
import type { KeyProblem, VerifiedKey } from '../../keys/index.ts';
import type { Services } from './services.ts';

export interface Viewer {
  readonly key: VerifiedKey;
  /** Of the client, as far as the gateway knows it. */
  readonly address: string | undefined;
  readonly account: Account;
  readonly plan: Plan;
}

const BEARER = /^Bearer +([\x21-\x7e]{1,512})$/i;

/** What somebody shows at the door. */
export interface Credentials {
  readonly authorization: string | undefined;
  /** The address that they come from. */
  readonly address: string | undefined;
}

/** Why nobody was recognised. */
export type IdentityProblem = KeyProblem | 'MISSING';

export type Identity<T> =
  | { readonly status: 'known'; readonly found: T }
  | { readonly status: 'unknown'; readonly problem: IdentityProblem };

/** Reads "Bearer <secret>". */
export async function verifyKey(
  { keys }: Pick<Services, 'keys'>,
  { authorization, address }: Credentials,
): Promise<Identity<VerifiedKey>> {
  if (authorization === undefined) return { status: 'unknown', problem: 'MISSING' };
  const secret = BEARER.exec(authorization.trim())?.[1];
  if (secret === undefined) return { status: 'unknown', problem: 'MALFORMED' };
  const verification = await keys.verify(secret, { address });
  if (verification.status === 'refused') return { status: 'unknown', problem: verification.problem };
  return { status: 'known', found: verification.key };
}

/** Whose key it is, too. */
export async function authenticate(services: Services, credentials: Credentials): Promise<Identity<Viewer>> {
  const identity = await verifyKey(services, credentials);
  if (identity.status === 'unknown') return identity;
  const { found: key } = identity;
  const account = await services.accounts.find(key.accountId);
  if (account === undefined) throw new Error(`the account ${key.accountId} of a key does not exist`);
  const plan = services.catalog.plan(account.planId);
  if (plan === undefined) {
    throw new Error(`the storefront has no plan ${account.planId}, which account ${account.id} is on`);
  }
  return { status: 'known', found: { key, account, plan, address: credentials.address } };
}

// How far back an account may look: its plan's audit window.

const DAY_MILLISECONDS = 86_400_000;

export function auditWindowStart(plan: Pick<Plan, 'auditWindowDays'>, now: Date): Date {
  return new Date(now.getTime() - plan.auditWindowDays * DAY_MILLISECONDS);
}
