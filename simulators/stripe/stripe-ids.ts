// Identifiers that look like Stripe's and cannot be guessed. They sort in the order in which they were made, so that
// lists need no other index than the primary key.
import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SESSION_LENGTH = 58;
const LENGTH = 24;
/** Digits and small letters only: they sort alike in every collation. */
const HEAD_RADIX = 36;
const HEAD_LENGTH = 10;
/** Ids of one millisecond and one process that still sort. */
const STEPS_PER_MILLISECOND = 1296;

type StripeIdPrefix =
  | 'bps'
  | 'ch'
  | 'clock'
  | 'cs_test'
  | 'cus'
  | 'du'
  | 'evt'
  | 'ii'
  | 'il'
  | 'in'
  | 'inpay'
  | 'li'
  | 'pi'
  | 'pm'
  | 'price'
  | 'prod'
  | 're'
  | 'seti'
  | 'si'
  | 'sub';
type SecretPrefix = 'req' | 'sk_test' | 'whsec';

let latest = 0;

/** Later than every head this process has made, and than those of other processes whose clock agrees. */
function nextHead(): string {
  latest = Math.max(Date.now() * STEPS_PER_MILLISECOND, latest + 1);
  return latest.toString(HEAD_RADIX).padStart(HEAD_LENGTH, '0');
}

function randomLetters(length: number): string {
  return Array.from(randomBytes(length), (byte) => ALPHABET.charAt(byte % ALPHABET.length)).join('');
}

export function newStripeId(prefix: StripeIdPrefix): string {
  const length = prefix === 'cs_test' ? SESSION_LENGTH : LENGTH;
  return `${prefix}_${nextHead()}${randomLetters(length - HEAD_LENGTH)}`;
}

/** Nothing but chance: for keys, and for what has no place in a list. */
export function newSecret(prefix: SecretPrefix): string {
  return `${prefix}_${randomLetters(LENGTH)}`;
}

/** The secret by which a browser may speak for one object: `pi_…_secret_…`. */
export function clientSecret(id: string): string {
  return `${id}_secret_${randomLetters(LENGTH)}`;
}

/** Stripe counts time in whole seconds since 1970. */
export function unixSeconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}
