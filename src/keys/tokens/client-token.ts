// A client token: what a browser is given instead of an API key.
import type { Scope } from '../scope.ts';

/** What a verified key says of the token that stands for it. */
export interface ClientToken {
  readonly id: string;
  readonly expiresAt: Date;
  /** The end user that it was made for, in the words of who made it. */
  readonly endUser: string | undefined;
  /** Who signed it; undefined: this gateway. */
  readonly issuer: string | undefined;
}

/** Tokens that the shop's own identity provider signs. */
export interface TokenIssuer {
  /** To the letter what its tokens say in `iss`. */
  readonly issuer: string;
  /** What has to stand in `aud`. */
  readonly audience: string;
  /** The claim that names the account: `acct_…`. */
  readonly accountClaim: string;
  /** What its tokens may do. */
  readonly scopes: readonly Scope[];
  /** Where its public keys are; found by OpenID Connect's discovery when undefined. */
  readonly jwksUrl: string | undefined;
}

export interface ClientTokenSettings {
  /** Seeds of Ed25519 keys: the first signs, all are accepted. Empty: keys are made, and kept in the database. */
  readonly seeds: readonly Buffer[];
  /** Undefined: only tokens of this gateway are accepted. */
  readonly issuer?: TokenIssuer | undefined;
  /** Whether there is such an account. */
  readonly hasAccount: (accountId: string) => Promise<boolean>;
  /** Receives what is wrong with the issuer's keys. */
  readonly log: (details: object, message: string) => void;
}

/** What a signed token says, once it is known to be genuine, for this gateway, and in force. */
export interface TokenClaims extends ClientToken {
  readonly accountId: string;
  /** Of a token of ours: the key that made it. */
  readonly by: MintingKey | undefined;
  readonly scopes: readonly Scope[];
}

export interface MintingKey {
  readonly apiKeyId: string;
  /** Which signing key the mark belongs to. */
  readonly kid: string;
  /** Of the secret that the key showed when it made the token. */
  readonly mark: string;
}

/** The issuer's keys cannot be asked for now: whether a token is genuine is not known. */
export class IssuerAwayError extends Error {
  override readonly name = 'IssuerAwayError';
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super('the keys of the issuer of client tokens cannot be fetched');
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
