// Why nobody was recognised, for programs and for people.
import type { IssuerAwayError, KeyProblem } from '../keys/index.ts';

export type IdentityProblem = KeyProblem | 'MISSING';

/**
 * What is wrong with a key, in words of at most 100 bytes: they have to fit the close reason of a WebSocket. Only who has a secret
 * that is or was a key's is answered more than that it is missing, malformed or unknown.
 */
export const IDENTITY_PROBLEMS: Readonly<Record<IdentityProblem, string>> = {
  MISSING: 'An API key is missing: send it as "Authorization: Bearer <key>".',
  MALFORMED: 'This is no API key or token as Tollgate takes them: it was cut off or mistyped.',
  UNKNOWN: 'There is no such API key.',
  EXPIRED: 'This API key has expired.',
  REVOKED: 'This API key was revoked.',
  REPLACED: 'This secret was replaced by a rotation of its API key, and its grace is over.',
  ADDRESS_NOT_ALLOWED: 'This API key may not be used from your address.',
  TOKEN_UNKNOWN: 'This client token was not signed by anybody that this gateway trusts.',
  TOKEN_EXPIRED: 'This client token has expired.',
  TOKEN_NOT_YET_VALID: 'This client token is not valid yet.',
  TOKEN_NOT_ACCEPTED: 'This client token is not for this gateway, or names no account of it.',
};

/** Who asks shows a token of an issuer whose keys are not known now. */
export const issuerAwayInWords = ({ retryAfterSeconds }: Pick<IssuerAwayError, 'retryAfterSeconds'>): string =>
  `The issuer of this client token cannot be asked for its keys now. Try again in ${retryAfterSeconds} s.`;
