import { describe, expect, it } from '@jest/globals';
import { isMistyped, newSecret } from '../../src/keys/index.ts';

const secrets = Array.from({ length: 200 }, newSecret);

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
