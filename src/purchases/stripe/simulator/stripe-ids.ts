// Identifiers that look like Stripe's and cannot be guessed.
import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SESSION_LENGTH = 58;
const LENGTH = 24;

type StripeIdPrefix = 'ch' | 'cs_test' | 'evt' | 'pi' | 'pm' | 'req' | 'sk_test' | 'whsec';

export function newStripeId(prefix: StripeIdPrefix): string {
  const length = prefix === 'cs_test' ? SESSION_LENGTH : LENGTH;
  const letters = Array.from(randomBytes(length), (byte) => ALPHABET.charAt(byte % ALPHABET.length));
  return `${prefix}_${letters.join('')}`;
}

/** Stripe counts time in whole seconds since 1970. */
export function unixSeconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}
