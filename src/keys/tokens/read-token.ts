// From the text of a JWT to what it says: who signed it, for whom, and whether it is in force. Nothing of a token is believed before
// its signature was found good, but who it says it is of, which only chooses the keys to try.
import { hash } from 'node:crypto';
import { decodeJwt, errors, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyOptions, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { fromPublicId } from '../../database/index.ts';
import type { KeyProblem } from '../api-key.ts';
import { SCOPES, type Scope } from '../scope.ts';
import type { TokenClaims, TokenIssuer } from './client-token.ts';
import type { SigningKeys } from './signing-keys.ts';

/** Of tokens of ours: `iss` and `aud`. All gateways of a database are one. */
export const OUR_ISSUER = 'urn:tollgate';
/** Tells them from anything else that the same key may come to sign one day. */
export const OUR_TYPE = 'tollgate-client+jwt';
export const OUR_ALGORITHM = 'EdDSA';
/** With two keys, all of them: what only needs a shared secret would take a public key for one. */
const FOREIGN_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
/** The issuer's clock may differ from ours by so much. */
const TOLERANCE_SECONDS = 30;
const LONGEST_TOKEN = 8_192;
const REMEMBERED_TOKENS = 10_000;
/** A good token is not verified again for so long; whether it has expired is looked at every time. */
const REMEMBERED_MILLISECONDS = 60_000;
const LONGEST_TEXT = 255;

export type TokenReading =
  | { readonly status: 'read'; readonly claims: TokenClaims }
  | { readonly status: 'refused'; readonly problem: KeyProblem };

export interface TokenReader {
  /** Throws IssuerAwayError. */
  read(token: string): Promise<TokenReading>;
}

export interface TokenReaderOptions {
  readonly signingKeys: SigningKeys;
  readonly issuer?: (TokenIssuer & { readonly keys: JWTVerifyGetKey }) | undefined;
  readonly now: () => Date;
}

/** What begins like the JSON of a header, in three parts. */
const TOKEN_FORM = /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/;

export const isTokenForm = (text: string): boolean => TOKEN_FORM.test(text);

const refused = (problem: KeyProblem): TokenReading => ({ status: 'refused', problem });

export function createTokenReader({ signingKeys, issuer, now }: TokenReaderOptions): TokenReader {
  const remembered = new LRUCache<string, { readonly claims: TokenClaims; readonly until: number }>({
    max: REMEMBERED_TOKENS,
  });
  const ours = readOurs(signingKeys);
  const theirs = issuer === undefined ? undefined : readTheirs(issuer);

  const verify = async (token: string): Promise<TokenReading> => {
    try {
      const named = decodeJwt(token).iss;
      const read = named === OUR_ISSUER ? ours : theirs;
      if (read === undefined || (read === theirs && named !== issuer?.issuer)) return refused('TOKEN_UNKNOWN');
      const claims = await read(token, now());
      return claims === undefined ? refused('TOKEN_NOT_ACCEPTED') : { status: 'read', claims };
    } catch (error) {
      return refused(problemOf(error));
    }
  };

  return {
    read: async (token) => {
      if (token.length > LONGEST_TOKEN) return refused('MALFORMED');
      const name = hash('sha256', token, 'base64');
      const time = now().getTime();
      const known = remembered.get(name);
      if (known !== undefined && time < known.until) return { status: 'read', claims: known.claims };
      const reading = await verify(token);
      if (reading.status === 'read') {
        const { claims } = reading;
        const until = Math.min(time + REMEMBERED_MILLISECONDS, claims.expiresAt.getTime());
        remembered.set(name, { claims, until });
      }
      return reading;
    },
  };
}

type Read = (token: string, now: Date) => Promise<TokenClaims | undefined>;

/** They end when they say, to the second: it is our own clock that made them. */
function readOurs(signingKeys: SigningKeys): Read {
  const options: JWTVerifyOptions = {
    ...{ issuer: OUR_ISSUER, audience: OUR_ISSUER, typ: OUR_TYPE, algorithms: [OUR_ALGORITHM] },
    requiredClaims: ['exp', 'jti', 'acct', 'key', 'scp', 'sec'],
  };
  const findKey: JWTVerifyGetKey = async ({ kid }) => {
    const key = kid === undefined ? undefined : await signingKeys.find(kid);
    if (key === undefined) throw new errors.JWKSNoMatchingKey();
    return key.publicKey;
  };
  return async (token, now) => {
    const { payload, protectedHeader } = await jwtVerify(token, findKey, { ...options, currentDate: now });
    const { acct, key, scp, sec } = payload;
    const accountId = fromPublicId('acct', String(acct));
    const apiKeyId = fromPublicId('key', String(key));
    if (accountId === undefined || apiKeyId === undefined) return undefined;
    const by = { apiKeyId, kid: String(protectedHeader.kid), mark: String(sec) };
    return { ...commonClaims(payload), issuer: undefined, accountId, by, scopes: scopesIn(String(scp)) };
  };
}

function readTheirs({ issuer, keys, accountClaim, scopes, ...rest }: NonNullable<TokenReaderOptions['issuer']>): Read {
  const options: JWTVerifyOptions = {
    ...{ issuer, audience: rest.audience, algorithms: FOREIGN_ALGORITHMS, clockTolerance: TOLERANCE_SECONDS },
    requiredClaims: ['exp', accountClaim],
  };
  return async (token, now) => {
    const { payload } = await jwtVerify(token, keys, { ...options, currentDate: now });
    const named = payload[accountClaim];
    const accountId = typeof named === 'string' ? fromPublicId('acct', named) : undefined;
    if (accountId === undefined) return undefined;
    const { expiresAt, ...common } = commonClaims(payload);
    const forgiving = new Date(expiresAt.getTime() + TOLERANCE_SECONDS * 1_000);
    return { ...common, expiresAt: forgiving, issuer, accountId, by: undefined, scopes };
  };
}

/** The last second that can be written as a DateTime. */
const LAST_SECOND = 253_402_300_799 - TOLERANCE_SECONDS;

/** An issuer may put anything there. */
function commonClaims({ jti, sub, exp = 0 }: JWTPayload) {
  const text = (claim: unknown): string | undefined =>
    typeof claim === 'string' ? claim.slice(0, LONGEST_TEXT) : undefined;
  return { id: text(jti) ?? '', endUser: text(sub), expiresAt: new Date(Math.min(exp, LAST_SECOND) * 1_000) };
}

const scopesIn = (text: string): readonly Scope[] => SCOPES.filter((scope) => text.split(' ').includes(scope));

/** Claims are looked at when the signature was good: who is given their reasons holds a genuine token. */
function problemOf(error: unknown): KeyProblem {
  if (error instanceof errors.JWTExpired) return 'TOKEN_EXPIRED';
  if (error instanceof errors.JWTClaimValidationFailed) {
    return error.claim === 'nbf' ? 'TOKEN_NOT_YET_VALID' : 'TOKEN_NOT_ACCEPTED';
  }
  if (UNKNOWN.some((kind) => error instanceof kind)) return 'TOKEN_UNKNOWN';
  if (error instanceof errors.JOSEError) return 'MALFORMED';
  throw error;
}

const UNKNOWN = [
  errors.JWSSignatureVerificationFailed,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
  errors.JWKSInvalid,
];
