// The room's door: API keys, their scopes and their verification.
export type { ApiKey, KeyAncestor, KeyProblem, ReplacedSecret, Verification, VerifiedKey } from './api-key.ts';
export { budgetsInSql, isBudgetInSql, readKeyAncestors } from './budgets-in-sql.ts';
export { createApiKey, type NewApiKey } from './create-api-key.ts';
export { decideKeyPowers, type KeyPowers, type KeyRefusal } from './decide-key-powers.ts';
export {
  type AccountClock,
  isTimeZone,
  type LimitPeriod,
  type Period,
  type PeriodDefinition,
  periodAt,
} from './decide-limit-period.ts';
export { eraseKeyNames } from './erase-key-names.ts';
export { createKeys, type KeyPage, type Keys } from './keys.ts';
export { setLimitClock } from './limit-clock.ts';
export { isKeyLimited } from './limited-keys.ts';
export { KEY_CHANGED_CHANNEL } from './lock-keys.ts';
export { createReach, decideReach, MOST_NETWORKS, readAddress, readNetwork } from './networks.ts';
export { revokeAllKeys } from './revoke-all-keys.ts';
export { KEY_PRESETS, type KeyPreset, presetOf, SCOPES, type Scope } from './scope.ts';
export { isMistyped, newSecret } from './secret.ts';
export { type ClientToken, IssuerAwayError } from './tokens/client-token.ts';
export type { MintedToken } from './tokens/client-tokens.ts';
export { givenScopes, LIFETIME_SECONDS, type TokenRefusal } from './tokens/decide-client-token.ts';
export type { LinkSeals } from './tokens/link-seals.ts';
export { isTokenForm } from './tokens/read-token.ts';
export type { KeyUpdate, KeyUpdateOutcome } from './update-api-key.ts';
