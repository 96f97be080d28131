// TypeIDs: `gen_01k…`, a UUID behind the kind of thing that it is of (https://github.com/jetify-com/typeid).
import { TypeID } from 'typeid-js';

const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';
/** Two letters for each number of ten bits. */
const PAIRS = Array.from({ length: 1_024 }, (_, value) => LETTERS.charAt(value >> 5) + LETTERS.charAt(value & 31));
/** Five hexadecimal digits are four letters. */
const GROUP = 5;

const pair = (value: number): string => PAIRS[value & 1_023] ?? '';

/**
 * `gen`, uuid -> `gen_01k…`. As the library writes it, only quicker: exports write millions of them. The first two digits are two
 * letters, whose first two bits are none of the uuid's.
 */
export function toPublicId(prefix: string, uuid: string): string {
  const digits = uuid.replaceAll('-', '');
  let id = `${prefix}_${pair(Number.parseInt(digits.slice(0, 2), 16))}`;
  for (let at = 2; at < digits.length; at += GROUP) {
    const value = Number.parseInt(digits.slice(at, at + GROUP), 16);
    id += pair(value >> 10) + pair(value);
  }
  return id;
}

/** The uuid behind a public id, or undefined when the text is not an id of that kind. */
export function fromPublicId(prefix: string, publicId: string): string | undefined {
  try {
    return TypeID.fromString(publicId, prefix).toUUID();
  } catch {
    return undefined;
  }
}
