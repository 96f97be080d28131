// Identity: UUIDv7 in the database (ordered by time, so indexes stay compact), TypeIDs such as `gen_01k…` in public.
import { hash, randomBytes } from 'node:crypto';
import { fromPublicId as readId, toPublicId as writeId } from '../public-ids/index.ts';

/** Public id prefixes, one per kind of thing. */
export type IdPrefix = 'acct' | 'key' | 'gen' | 'att' | 'pur' | 'rfd' | 'hook' | 'evt' | 'inv' | 'fnd' | 'exp' | 'req';

/** Random bytes are cheap by the kilobyte and dear by the handful. */
const POOL_BYTES = 10 * 1_024;
const RANDOM_BYTES = 10;
let pool = Buffer.alloc(0);
let used = 0;

function randomDigits(): string {
  if (used + RANDOM_BYTES > pool.length) {
    pool = randomBytes(POOL_BYTES);
    used = 0;
  }
  used += RANDOM_BYTES;
  return pool.toString('hex', used - RANDOM_BYTES, used);
}

/** A new UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then random. */
export function newId(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  const random = randomDigits();
  const variant = ((Number.parseInt(random.charAt(3), 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(7, 19)}`;
}

/** The smallest UUIDv7 of a moment: ids made from then on are not below it. */
export function firstIdAt(milliseconds: number): string {
  const time = Math.max(0, milliseconds).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

/** `gen`, uuid -> `gen_01k…`. */
export function toPublicId(prefix: IdPrefix, uuid: string): string {
  return writeId(prefix, uuid);
}

/** The uuid behind a public id, or undefined when the text is not an id of that kind. */
export function fromPublicId(prefix: IdPrefix, publicId: string): string | undefined {
  return readId(prefix, publicId);
}

/** A uuid decided by its name alone, so that a repeated creation meets the row of the first. */
export function nameBasedId(name: string): string {
  const digits = hash('sha256', name, 'hex');
  const variant = ((Number.parseInt(digits.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  const parts = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `8${digits.slice(13, 16)}`,
    variant + digits.slice(17, 20),
    digits.slice(20, 32),
  ];
  return parts.join('-');
}
