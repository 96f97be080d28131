import { defineEntity, p, raw } from '@mikro-orm/postgresql';
import type { TablesOf } from '../database/index.ts';
import type { MicroCredits } from '../money/index.ts';
import type { LimitPeriod } from './decide-limit-period.ts';
import type { Scope } from './scope.ts';

/** An API key: only a digest of the secret is kept. */
export const ApiKeyEntity = defineEntity({
  name: 'ApiKey',
  tableName: 'api_key',
  properties: {
    accountId: p.uuid().primary(),
    id: p.uuid().primary(),
    name: p.text(),
    /** The secret's first characters, for people to tell keys apart. */
    prefix: p.text(),
    secretHash: p.blob().lazy(),
    scopes: p.type('text[]').columnType('text[]').$type<Scope[]>(),
    /** Micro-credits for each period, reserved and charged together. */
    spendingLimit: p.bigint().$type<MicroCredits>().nullable(),
    limitPeriod: p.text().$type<LimitPeriod>().default('DAY'),
    /** Of its account, as it is for all of its keys: here the ledger finds them together with the limit. */
    timeZone: p.text().default('UTC'),
    resetHour: p.smallint().default(0),
    expiresAt: p.datetime().nullable(),
    revokedAt: p.datetime().nullable(),
    lastUsedAt: p.datetime().nullable(),
    createdAt: p.datetime(),
    /** The keys it descends from, the one that created it last. */
    ancestorIds: p.type('uuid[]').columnType('uuid[]').$type<string[]>().default(raw("'{}'")),
    /** Networks in CIDR form that it may be used from; none: from anywhere. */
    allowedIps: p.type('text[]').columnType('text[]').$type<string[]>().default(raw("'{}'")),
  },
  indexes: [{ name: 'api_key_secret_hash_index', properties: ['secretHash'] }],
  checks: [
    { name: 'api_key_spending_limit_check', expression: 'spending_limit is null or spending_limit > 0' },
    { name: 'api_key_reset_hour_check', expression: 'reset_hour >= 0 and reset_hour <= 23' },
    { name: 'api_key_limit_period_check', expression: "limit_period in ('DAY', 'WEEK', 'MONTH')" },
    { name: 'api_key_secret_hash_check', expression: 'octet_length(secret_hash) = 32' },
    { name: 'api_key_allowed_ips_check', expression: 'cardinality(allowed_ips) <= 50' },
  ],
});

/** A secret that a rotation replaced. It works until its grace is over, and is known for good as one that did. */
export const ReplacedSecretEntity = defineEntity({
  name: 'ReplacedSecret',
  tableName: 'replaced_secret',
  properties: {
    accountId: p.uuid().primary(),
    apiKeyId: p.uuid().primary(),
    secretHash: p.blob().primary(),
    prefix: p.text(),
    replacedAt: p.datetime(),
    worksUntil: p.datetime(),
  },
  indexes: [{ name: 'replaced_secret_secret_hash_index', properties: ['secretHash'] }],
  checks: [{ name: 'replaced_secret_secret_hash_check', expression: 'octet_length(secret_hash) = 32' }],
});

/** A signing key of client tokens, when the configuration gives none. The newest signs. */
const ClientTokenKeyEntity = defineEntity({
  name: 'ClientTokenKey',
  tableName: 'client_token_key',
  properties: {
    /** The public key's thumbprint (RFC 7638). */
    kid: p.text().primary(),
    /** Of an Ed25519 key: whoever reads it can make tokens. */
    seed: p.blob().lazy(),
    createdAt: p.datetime(),
  },
  checks: [{ name: 'client_token_key_seed_check', expression: 'octet_length(seed) = 32' }],
});

export const keyEntities = [ApiKeyEntity, ReplacedSecretEntity, ClientTokenKeyEntity];
export type KeyTables = TablesOf<(typeof keyEntities)[number]>;
