// One digest for everything a caller asked for, so that a repeated key with another input is recognised.
import { hash } from 'node:crypto';

/** Objects in the order of their keys, bigint as text, dates as ISO text, undefined left out. */
function canonical(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, canonical(member)]),
  );
}

/** sha256 of the canonical JSON of `input`, in hexadecimal. */
export function hashInput(input: Readonly<Record<string, unknown>>): string {
  return hash('sha256', JSON.stringify(canonical(input)), 'hex');
}
