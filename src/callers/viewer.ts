// Who is asking: the account of an API key. No argument of the schema ever names the acting account.
import type { Account } from '../accounts/index.ts';
import type { Plan } from '../catalog/index.ts';
import { isTokenForm, type VerifiedKey } from '../keys/index.ts';
import type { IdentityProblem } from './identity-problems.ts';
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

/**
 * Reads "Bearer <secret or client token>".
 *
 * @throws IssuerAwayError when it cannot be known now whether a token is genuine
 */
export async function verifyKey(
  { keys }: Pick<Services, 'keys'>,
  { authorization, address }: Credentials,
): Promise<Identity<VerifiedKey>> {
  if (authorization === undefined) return { status: 'unknown', problem: 'MISSING' };
  const secret = secretIn(authorization);
  if (secret === undefined) return { status: 'unknown', problem: 'MALFORMED' };
  const verification = await keys.verify(secret, { address });
  if (verification.status === 'refused') return { status: 'unknown', problem: verification.problem };
  return { status: 'known', found: verification.key };
}

function secretIn(authorization: string): string | undefined {
  const secret = BEARER.exec(authorization.trim())?.[1];
  return secret === undefined || (secret.length > LONGEST_SECRET && !isTokenForm(secret)) ? undefined : secret;
}

/** Whose key it is, too. */
export async function authenticate(services: Services, credentials: Credentials): Promise<Identity<Viewer>> {
  const identity = await verifyKey(services, credentials);
  if (identity.status === 'unknown') return identity;
  return { status: 'known', found: await viewerOf(services, identity.found, credentials) };
}

/**
 * Who asks with a secret that was found good a moment ago: most requests. Undefined at once when that is not known, which says nothing
 * about the secret.
 */
export function recallViewer(services: Services, credentials: Credentials): Promise<Viewer> | undefined {
  const { authorization, address } = credentials;
  const secret = authorization === undefined ? undefined : secretIn(authorization);
  const key = secret === undefined ? undefined : services.keys.recall(secret, { address });
  return key === undefined ? undefined : viewerOf(services, key, credentials);
}

async function viewerOf(services: Services, key: VerifiedKey, { address }: Credentials): Promise<Viewer> {
  const account = await services.accounts.find(key.accountId);
  if (account === undefined) throw new Error(`the account ${key.accountId} of a key does not exist`);
  const plan = services.catalog.plan(account.planId);
  if (plan === undefined) {
    throw new Error(`the storefront has no plan ${account.planId}, which account ${account.id} is on`);
  }
  return { key, account, plan, address };
}

// How far back an account may look: its plan's audit window.

const DAY_MILLISECONDS = 86_400_000;

export function auditWindowStart(plan: Pick<Plan, 'auditWindowDays'>, now: Date): Date {
  return new Date(now.getTime() - plan.auditWindowDays * DAY_MILLISECONDS);
}
