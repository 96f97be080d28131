// PostgreSQL's `uuid_hash`: what Citus finds the shard of an account by (lookup3 of Bob Jenkins; src/common/hashfn.c).

/** Of the seed and the length, 16, as `hash_bytes` has it. */
const START = (0x9e3779b9 + 16 + 3_923_095) | 0;

const rotate = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));

/** The steps of `mix`, each from (x, y, z) to x = (x - z) ^ rotate(z, bits), z = z + y, and on to the next three. */
const MIX = [4, 6, 8, 16, 19, 4];

/** The steps of `final`, each from (x, y) to y = (y ^ x) - rotate(x, bits), and on to the next two. */
const FINAL = [14, 11, 25, 16, 4, 14, 24];

export const isId = (text: string): boolean => UUID.test(text);

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** A signed number of 32 bits. @throws TypeError when it is no UUID */
export function hashId(id: string): number {
  if (!isId(id)) throw new TypeError(`not a UUID: ${id}`);
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  const words = [0, 4, 8].map((at) => (START + bytes.readInt32LE(at)) | 0);
  let [a = 0, b = 0, c = 0] = words;
  for (const bits of MIX) {
    // The roles go round: what was the first is the last of the next three.
    [a, b, c] = [b, (c + b) | 0, (a - c) ^ rotate(c, bits)];
  }
  a = (a + bytes.readInt32LE(12)) | 0;
  return final(a, b, c);
}

function final(a: number, b: number, c: number): number {
  let words = [b, c, a];
  for (const bits of FINAL) {
    const [x = 0, y = 0, z = 0] = words;
    words = [((y ^ x) - rotate(x, bits)) | 0, z, x];
  }
  return words[0] ?? 0;
}
