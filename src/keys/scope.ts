/** What a key may do. */
export const SCOPES = [
  'GENERATION_WRITE',
  'GENERATION_READ',
  'ACCOUNT_READ',
  'BILLING_WRITE',
  'KEYS_WRITE',
  'OPERATOR',
] as const;

export type Scope = (typeof SCOPES)[number];
