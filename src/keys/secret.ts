// Secrets: 256 random bits, recognisable by their prefix (so that scanners find a leaked one), kept as a digest only.
import { hash, randomBytes } from 'node:crypto';

const SECRET_PREFIX = 'tg_';
const SHOWN_CHARACTERS = 10;

export function newSecret(): string {
  return SECRET_PREFIX + randomBytes(32).toString('base64url');
}

/** sha256 is enough: a secret of 256 random bits cannot be guessed from its digest. */
export function hashSecret(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}

/** What may be shown and logged of a secret. */
export function prefixOf(secret: string): string {
  return secret.slice(0, SHOWN_CHARACTERS);
}
