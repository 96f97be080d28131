// Who is asking: the account of an API key. No argument of the schema ever names the acting account.
import type { Account } from '../../accounts/index.ts';
import type { Plan } from '../../catalog/index.ts';
import { IssuerAwayError, isTokenForm, type VerifiedKey } from '../../keys/index.ts';
import { type IdentityProblem, issuerAway } from './errors/request-errors.ts';
import type { Services } from './services.ts';

export interface Viewer {
  readonly key: VerifiedKey;
  /** Of the client, as far as the gateway knows it. */
  readonly address: string | undefined;
  readonly account: Account;
  readonly plan: Plan;
}

/** Tokens are long. */
const BEARER = /^Bearer +([\x21-\x7e]{1,8192})$/i;
const LONGEST_SECRET = 512;

/** What somebody shows at the door. */
export interface Credentials {
  readonly authorization: string | undefined;
  /** The address that they come from. */
  readonly address: string | undefined;
}

export type Identity<T> =
  | { readonly status: 'known'; readonly found: T }
  | { readonly status: 'unknown'; readonly problem: IdentityProblem };

/** Reads "Bearer <secret or client token>". Throws SERVICE_UNAVAILABLE when it cannot be known whether a token is genuine. */
export async function verifyKey(
  { keys }: Pick<Services, 'keys'>,
  { authorization, address }: Credentials,
): Promise<Identity<VerifiedKey>> {
  if (authorization === undefined) return { status: 'unknown', problem: 'MISSING' };
  const secret = BEARER.exec(authorization.trim())?.[1];
  if (secret === undefined || (secret.length > LONGEST_SECRET && !isTokenForm(secret))) {
    return { status: 'unknown', problem: 'MALFORMED' };
  }
  const verification = await keys.verify(secret, { address }).catch((error: unknown) => {
    throw error instanceof IssuerAwayError ? issuerAway(error) : error;
  });
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
