// The room's door: API keys, their scopes and their verification.
export { type ApiKey, SCOPES, type Scope, type VerifiedKey } from './api-key.ts';
export { createApiKey, type NewApiKey } from './create-api-key.ts';
export { createKeys, KEY_REVOKED_CHANNEL, type Keys } from './keys.ts';
