// Client tokens: made for a key that asks, and verified when they come back. A token is never more than its key is at that
// moment: it is looked up each time as a secret would be, through the same cache.
import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { nameBasedId, type Sql, type Transactional, toPublicId } from '../../database/index.ts';
import type { Verification, VerifiedKey } from '../api-key.ts';
import type { KeyTables } from '../entities.ts';
import { digestOf, type FoundKey, findById } from '../find-by-secret.ts';
import { limitClock } from '../limit-clock.ts';
import { SCOPES, type Scope } from '../scope.ts';
import { hashSecret, newSecret, prefixOf } from '../secret.ts';
import type { ClientAddress, KeyVerifier } from '../verify-secret.ts';
import type { ClientToken, ClientTokenSettings, MintingKey, TokenClaims } from './client-token.ts';
import { decideClientToken, givenScopes, narrow, type TokenRefusal } from './decide-client-token.ts';
import { createIssuerKeys } from './issuer-keys.ts';
import { createTokenReader, OUR_ALGORITHM, OUR_ISSUER, OUR_TYPE } from './read-token.ts';
import type { SigningKeys } from './signing-keys.ts';

export interface NewClientToken {
  /** The key that asks, whose powers it gets some of. */
  readonly key: VerifiedKey;
  /** Some of the key's; see `decideClientToken`. */
  readonly scopes: readonly Scope[];
  /** From 60 to 3600. */
  readonly lifetimeSeconds: number;
  readonly endUser: string | undefined;
}

export interface MintedToken extends ClientToken {
  /** The JWT: in this answer and nowhere else. */
  readonly token: string;
  readonly scopes: readonly Scope[];
}

export type MintOutcome =
  | { readonly status: 'minted'; readonly token: MintedToken }
  | { readonly status: 'refused'; readonly refusal: TokenRefusal };

export interface ClientTokens {
  mint(token: NewClientToken): Promise<MintOutcome>;
  /** Throws IssuerAwayError when it cannot be known whether the token is genuine. */
  verify(token: string, address: ClientAddress): Promise<Verification>;
}

export interface ClientTokensOptions {
  readonly sql: Transactional;
  readonly settings: ClientTokenSettings;
  readonly signingKeys: SigningKeys;
  readonly verifier: KeyVerifier;
  readonly now: () => Date;
}

export function createClientTokens(options: ClientTokensOptions): ClientTokens {
  const { sql, settings, signingKeys, verifier, now } = options;
  const { issuer, hasAccount, log } = settings;
  const foreign = issuer === undefined ? undefined : { ...issuer, keys: createIssuerKeys({ issuer, now, log }) };
  const reader = createTokenReader({ signingKeys, issuer: foreign, now });

  const lookUpOf = (claims: TokenClaims) => {
    const { accountId, by, issuer: signedBy } = claims;
    if (by !== undefined) {
      const cacheId = `token ${accountId} ${by.apiKeyId} ${by.kid} ${by.mark}`;
      return { cacheId, find: () => findMintingKey({ sql, signingKeys }, accountId, by) };
    }
    const asked = { accountId, issuer: String(signedBy), now: now() };
    return { cacheId: `token ${accountId} ${asked.issuer}`, find: () => findIssuerKey({ sql, hasAccount }, asked) };
  };

  return {
    mint: async (asked) => {
      const { key, scopes, lifetimeSeconds } = asked;
      const refusal = decideClientToken({ held: key.scopes, scopes, lifetimeSeconds });
      if (refusal !== undefined) return { status: 'refused', refusal };
      return { status: 'minted', token: await sign(await signingKeys.current(), asked, now()) };
    },
    verify: async (token, address) => {
      const reading = await reader.read(token);
      if (reading.status === 'refused') return reading;
      const { claims } = reading;
      const verification = await verifier.verifyBy(lookUpOf(claims), address);
      if (verification.status === 'good') return { status: 'good', key: keyOfToken(verification.key, claims) };
      // Its signature was good: it is no guess, but of a key or an account that is not here.
      return verification.problem === 'UNKNOWN' ? { status: 'refused', problem: 'TOKEN_NOT_ACCEPTED' } : verification;
    },
  };
}

function keyOfToken(key: VerifiedKey, claims: TokenClaims): VerifiedKey {
  const { id, endUser, issuer } = claims;
  const { scopes, expiresAt } = narrow(key, claims);
  return { ...key, scopes: [...scopes], expiresAt, clientToken: { id, endUser, issuer, expiresAt } };
}

async function sign(
  signingKey: Awaited<ReturnType<SigningKeys['current']>>,
  { key, scopes, lifetimeSeconds, endUser }: NewClientToken,
  now: Date,
): Promise<MintedToken> {
  const secretHash = digestOf(key);
  if (secretHash === undefined) throw new Error('a key that no secret was shown of makes no client tokens');
  const id = randomUUID();
  const wanted = Math.floor(now.getTime() / 1_000) + lifetimeSeconds;
  const own = key.expiresAt === undefined ? wanted : Math.floor(key.expiresAt.getTime() / 1_000);
  const seconds = Math.min(wanted, own);
  const claims = {
    ...{ acct: toPublicId('acct', key.accountId), key: toPublicId('key', key.id) },
    ...{ scp: scopes.join(' '), sec: signingKey.mark(secretHash) },
    ...(endUser === undefined ? {} : { sub: endUser }),
  };
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: OUR_ALGORITHM, typ: OUR_TYPE, kid: signingKey.kid })
    .setIssuer(OUR_ISSUER)
    .setAudience(OUR_ISSUER)
    .setJti(id)
    .setIssuedAt(now)
    .setExpirationTime(seconds)
    .sign(signingKey.privateKey);
  return { token, id, endUser, issuer: undefined, scopes, expiresAt: new Date(seconds * 1_000) };
}

interface MintingPlace {
  readonly sql: Sql;
  readonly signingKeys: SigningKeys;
}

/** The key as one with the secret that it had shown: replaced by a rotation, that one works until the grace is over. */
async function findMintingKey(
  { sql, signingKeys }: MintingPlace,
  accountId: string,
  { apiKeyId, kid, mark }: MintingKey,
): Promise<FoundKey | undefined> {
  const signingKey = await signingKeys.find(kid);
  const known = await findById(sql, accountId, apiKeyId);
  const secret = known?.secrets.find(({ digest }) => signingKey?.mark(digest) === mark);
  if (known === undefined || secret === undefined) return undefined;
  return { ...known.found, worksUntil: secret.worksUntil };
}

interface IssuerPlace {
  readonly sql: Transactional;
  readonly hasAccount: ClientTokenSettings['hasAccount'];
}

interface IssuersToken {
  readonly accountId: string;
  readonly issuer: string;
  readonly now: Date;
}

const LONGEST_NAME = 100;

/**
 * What tokens of the issuer spend counts for a key of the account that is made when the first of them comes. Nobody has its secret;
 * whoever manages the account's keys can limit it, and end it for good.
 */
async function findIssuerKey({ sql, hasAccount }: IssuerPlace, asked: IssuersToken): Promise<FoundKey | undefined> {
  const { accountId, issuer, now } = asked;
  const id = nameBasedId(`key for client tokens of ${issuer} for ${accountId}`);
  const known = await findById(sql, accountId, id);
  if (known !== undefined) return known.found;
  if (!(await hasAccount(accountId))) return undefined;
  const secret = newSecret(accountId);
  await sql.transaction(async (tx) => {
    await tx
      .tables<KeyTables>()
      .insertInto('api_key')
      .values({
        ...{ accountId, id, createdAt: now, prefix: prefixOf(secret), secretHash: hashSecret(secret) },
        ...{ limitPeriod: 'DAY', ...(await limitClock(tx, accountId)) },
        name: `Client tokens of ${issuer}`.slice(0, LONGEST_NAME),
        scopes: [...givenScopes(SCOPES)],
        ancestorIds: [],
        allowedIps: [],
      })
      .onConflict((conflict) => conflict.columns(['accountId', 'id']).doNothing())
      .execute();
  });
  return (await findById(sql, accountId, id))?.found;
}
