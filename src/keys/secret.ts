// Secrets: 256 random bits between a prefix of their own and a checksum, so that scanners find a leaked one and a typing error
// is noticed without a look-up. Only a digest is kept.
import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** Nothing else begins with it: a secret that does has the form below, or was mistyped. */
const SECRET_PREFIX = 'tgk_';
const SECRET_FORM = /^tgk_[0-9A-Za-z]{49}$/;
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** As many as 256 bits need, and 32. */
const RANDOM_DIGITS = 43;
const CHECKSUM_DIGITS = 6;
const SHOWN_CHARACTERS = 10;

export function newSecret(): string {
  const random = BigInt(`0x${randomBytes(32).toString('hex')}`);
  const text = SECRET_PREFIX + toDigits(random, RANDOM_DIGITS);
  return text + checksumOf(text);
}

/**
 * Whether it cannot be a secret of ours, though it begins like one. Secrets without a checksum, made before there was one or chosen
 * by an operator, begin otherwise.
 */
export function isMistyped(secret: string): boolean {
  if (!secret.startsWith(SECRET_PREFIX)) return false;
  return !SECRET_FORM.test(secret) || checksumOf(secret.slice(0, -CHECKSUM_DIGITS)) !== secret.slice(-CHECKSUM_DIGITS);
}

function checksumOf(text: string): string {
  return toDigits(BigInt(crc32(text)), CHECKSUM_DIGITS);
}

function toDigits(value: bigint, length: number): string {
  const base = BigInt(DIGITS.length);
  const places = Array.from({ length }, (_, place) => base ** BigInt(length - 1 - place));
  return places.map((weight) => DIGITS.charAt(Number((value / weight) % base))).join('');
}

/** sha256 is enough: a secret of 256 random bits cannot be guessed from its digest. */
export function hashSecret(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}

/** Takes as long wherever they differ. */
export function isSameDigest(digest: Uint8Array, other: Uint8Array): boolean {
  return digest.length === other.length && timingSafeEqual(digest, other);
}

/** What may be shown and logged of a secret. */
export function prefixOf(secret: string): string {
  return secret.slice(0, SHOWN_CHARACTERS);
}
