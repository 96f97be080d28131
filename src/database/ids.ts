// Identity: UUIDv7 in the database (ordered by time, so indexes stay compact), TypeIDs such as `gen_01k…` in public.
import { hash } from 'node:crypto';
import { TypeID, typeid } from 'typeid-js';

/** Public id prefixes, one per kind of thing. */
export type IdPrefix = 'acct' | 'key' | 'gen' | 'att' | 'pur';

/** A new UUIDv7. */
export function newId(): string {
  return typeid().toUUID();
}

/** `gen`, uuid -> `gen_01k…`. */
export function toPublicId(prefix: IdPrefix, uuid: string): string {
  return TypeID.fromUUID(prefix, uuid).toString();
}

/** The uuid behind a public id, or undefined when the text is not an id of that kind. */
export function fromPublicId(prefix: IdPrefix, publicId: string): string | undefined {
  try {
    return TypeID.fromString(publicId, prefix).toUUID();
  } catch {
    return undefined;
  }
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
