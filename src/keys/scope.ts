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

/** Scopes that go well together, by what for. */
export const KEY_PRESETS = {
  FULL_ACCESS: ['GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ', 'BILLING_WRITE', 'KEYS_WRITE'],
  GENERATE_ONLY: ['GENERATION_WRITE', 'GENERATION_READ'],
  READ_ONLY: ['GENERATION_READ', 'ACCOUNT_READ'],
  MONITOR_ONLY: ['ACCOUNT_READ'],
} as const satisfies Readonly<Record<string, readonly Scope[]>>;

export type KeyPreset = keyof typeof KEY_PRESETS;

/** Undefined when the scopes are those of none. */
export function presetOf(scopes: readonly Scope[]): KeyPreset | undefined {
  const isPreset = (of: readonly Scope[]): boolean =>
    of.length === new Set(scopes).size && of.every((scope) => scopes.includes(scope));
  return (Object.keys(KEY_PRESETS) as KeyPreset[]).find((preset) => isPreset(KEY_PRESETS[preset]));
}
