// Seals of links: whoever shows a link with its seal has it from a gateway of this database. Signed by the keys of client tokens,
// which all gateways share; a seal outlives its key's days of signing as a token does.
import { timingSafeEqual } from 'node:crypto';
import type { SigningKeys } from './signing-keys.ts';

export interface LinkSeals {
  /** For these words and no others. Good for a URL as it is. */
  seal(words: string): Promise<string>;
  isSealOf(words: string, seal: string): Promise<boolean>;
}

const SEAL = /^([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})$/;

export function createLinkSeals(signingKeys: SigningKeys): LinkSeals {
  return {
    seal: async (words) => {
      const { kid, seal } = await signingKeys.current();
      return `${kid}.${seal(words)}`;
    },
    isSealOf: async (words, shown) => {
      const [, kid, mac] = SEAL.exec(shown) ?? [];
      if (kid === undefined || mac === undefined) return false;
      const key = await signingKeys.find(kid);
      return key !== undefined && timingSafeEqual(Buffer.from(key.seal(words)), Buffer.from(mac));
    },
  };
}
