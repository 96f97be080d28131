import { describe, expect, it } from '@jest/globals';
import { hashId, newId } from '../../src/database/index.ts';
import { isMistyped, newSecret } from '../../src/keys/index.ts';
import { hashesOf } from '../../src/keys/secret.ts';

const secrets = Array.from({ length: 200 }, () => newSecret());

describe('a secret', () => {
  it('is recognisable, long enough, and never the same', () => {
    for (const secret of secrets) expect(secret).toMatch(/^tgk_[0-9A-Za-z]{49}$/);
    expect(new Set(secrets).size).toBe(secrets.length);
    expect(secrets.every((secret) => !isMistyped(secret))).toBe(true);
  });

  it('has a checksum that any single wrong character breaks, and any two that changed places', () => {
    const [secret = ''] = secrets;
    for (let place = 4; place < secret.length; place += 1) {
      const [one = '', next = ''] = [secret[place], secret[place + 1]];
      const wrong = one === 'a' ? 'b' : 'a';
      expect(isMistyped(secret.slice(0, place) + wrong + secret.slice(place + 1))).toBe(true);
      if (next === '' || next === one) continue;
      expect(isMistyped(secret.slice(0, place) + next + one + secret.slice(place + 2))).toBe(true);
    }
  });

  it('is mistyped when it was cut off or has something behind it', () => {
    const [secret = ''] = secrets;
    for (const text of ['tgk_', secret.slice(0, -1), `${secret}a`, `${secret}_`, `${secret} `, secret.toUpperCase()]) {
      expect([text, isMistyped(text)]).toEqual([text, text.startsWith('tgk_')]);
    }
  });

  it.each(['tg_Zl3nJ0Vh4mGmL7Zr1wT0i3t9yX2kq5s8u1v4x7z0AbC', 'a-secret-that-an-operator-chose', 'TGK_x'])(
    'that begins otherwise has no checksum: %s',
    (secret) => {
      expect(isMistyped(secret)).toBe(false);
    },
  );
});

describe('where the account of a secret is', () => {
  it('is said by the secret to one part in 3,844 of all hashes, and by its shown characters not at all', () => {
    const made = Array.from({ length: 2_000 }, () => newId()).map((id) => ({
      hash: hashId(id),
      secret: newSecret(id),
    }));
    for (const { hash, secret } of made) {
      expect(isMistyped(secret)).toBe(false);
      const hashes = hashesOf(secret);
      expect(hashes).toBeDefined();
      expect(hash).toBeGreaterThanOrEqual(hashes?.from ?? Number.NaN);
      expect(hash).toBeLessThanOrEqual(hashes?.to ?? Number.NaN);
    }
    const id = newId();
    const shown = Array.from({ length: 50 }, () => newSecret(id).slice(0, 10));
    expect(new Set(shown).size).toBe(shown.length);
  });

  it('is somewhere for every digit there can be, from the lowest hash to the highest, and nothing is left out', () => {
    const digits = Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz');
    const form = (place: string): string => `tgk_${'a'.repeat(41)}${place}${'a'.repeat(6)}`;
    const all = digits.flatMap((one) => digits.map((other) => hashesOf(form(one + other))));
    expect(all).toHaveLength(3_844);
    let next = -(2 ** 31);
    for (const hashes of all) {
      expect(hashes?.from).toBe(next);
      next = (hashes?.to ?? 0) + 1;
    }
    expect(next).toBe(2 ** 31);
  });

  it('is not said by a secret of another form', () => {
    expect(hashesOf('a-secret-that-an-operator-chose')).toBeUndefined();
    expect(hashesOf('tg_Zl3nJ0Vh4mGmL7Zr1wT0i3t9yX2kq5s8u1v4x7z0AbC')).toBeUndefined();
  });
});
