// Links to files that are good for whoever has them, for a while: a browser that downloads shows no API key.
import type { LinkSeals } from '../keys/index.ts';

/** Long enough to be clicked and to be begun; a download that is resumed later asks for another link to the same file. */
const LINK_LIFETIME_MILLISECONDS = 3_600_000;

export interface SignedLink {
  /** Absolute. Whoever has it has the file. */
  readonly url: string;
  readonly expiresAt: Date;
}

export type LinkVerdict = 'GOOD' | 'EXPIRED' | 'FORGED';

export interface SignedLinks {
  /** `path` begins with a slash, and has no query. */
  sign(path: string): Promise<SignedLink>;
  check(path: string, query: { readonly expires?: unknown; readonly seal?: unknown }): Promise<LinkVerdict>;
}

export interface SignedLinksOptions {
  readonly seals: LinkSeals;
  /** Asked at each use, because the port may be known only after the server listens: `http://localhost:4000`. */
  readonly baseUrl: () => string;
  readonly now: () => Date;
}

/** Unix seconds. */
const EXPIRES = /^\d{1,11}$/;

export function createSignedLinks({ seals, baseUrl, now }: SignedLinksOptions): SignedLinks {
  return {
    sign: async (path) => {
      const expires = Math.floor((now().getTime() + LINK_LIFETIME_MILLISECONDS) / 1_000);
      const seal = await seals.seal(wordsOf(path, String(expires)));
      const url = `${baseUrl().replace(/\/+$/, '')}${path}?expires=${expires}&seal=${seal}`;
      return { url, expiresAt: new Date(expires * 1_000) };
    },
    check: async (path, { expires, seal }) => {
      if (typeof expires !== 'string' || typeof seal !== 'string' || !EXPIRES.test(expires)) return 'FORGED';
      // Whether it is genuine is said first: nobody learns from a date that he has made up.
      if (!(await seals.isSealOf(wordsOf(path, expires), seal))) return 'FORGED';
      return Number(expires) * 1_000 > now().getTime() ? 'GOOD' : 'EXPIRED';
    },
  };
}

/** A line break is in no path. */
const wordsOf = (path: string, expires: string): string => `${path}\n${expires}`;
