// Secrets: 244 random bits between a prefix of their own and a checksum, so that scanners find a leaked one and a typing error
// is noticed without a look-up. Only a digest is kept. Before the checksum, two digits say where to look for it.
import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { hashId } from '../database/index.ts';

/** Nothing else begins with it: a secret that does has the form below, or was mistyped. */
const SECRET_PREFIX = 'tgk_';
const SECRET_FORM = /^tgk_[0-9A-Za-z]{49}$/;
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 244 bits; of 32. */
const RANDOM_DIGITS = 41;
const PLACE_DIGITS = 2;
const CHECKSUM_DIGITS = 6;
const SHOWN_CHARACTERS = 10;

/** Hashes of account ids from the lowest on, as many to each place as the digits need to tell all places apart. */
const LOWEST_HASH = -(2 ** 31);
const HIGHEST_HASH = 2 ** 31 - 1;
const HASHES_OF_A_PLACE = 1_117_318;

/** `accountId`: whose it will be; left out where that is not known yet, so that all places have to be asked for it. */
export function newSecret(accountId?: string): string {
  const random = BigInt(`0x${randomBytes(32).toString('hex')}`);
  const place = accountId === undefined ? random >> 250n : placeOf(hashId(accountId));
  const text = SECRET_PREFIX + toDigits(random, RANDOM_DIGITS) + toDigits(place, PLACE_DIGITS);
  return text + checksumOf(text);
}

const placeOf = (accountHash: number): bigint => BigInt(accountHash - LOWEST_HASH) / BigInt(HASHES_OF_A_PLACE);

/**
 * Between which hashes its account's id has its own, should the secret have been made for an account. Others of this form, older
 * ones among them, say it by chance, and so wrongly. Undefined when it has another form.
 */
export function hashesOf(secret: string): { readonly from: number; readonly to: number } | undefined {
  if (!SECRET_FORM.test(secret)) return undefined;
  const [first = '', second = ''] = secret.slice(-CHECKSUM_DIGITS - PLACE_DIGITS);
  const place = DIGITS.indexOf(first) * DIGITS.length + DIGITS.indexOf(second);
  const from = LOWEST_HASH + place * HASHES_OF_A_PLACE;
  return { from, to: Math.min(from + HASHES_OF_A_PLACE - 1, HIGHEST_HASH) };
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

/** sha256 is enough: a secret of 244 random bits cannot be guessed from its digest. */
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
