// Files that a generation is to work from: those that a caller sends are checked and kept beside the outputs, so that providers can
// fetch them; those that a caller names are fetched once, to see that they can be had and opened. What is sent is deleted with the
// generation that it was sent for (purge).
import { createHash } from 'node:crypto';
import { type DownloadLimits, downloadMedia, MediaRefused } from '../outputs/download-media.ts';
import { newOutputSecret, type OutputPlace, type OutputStore, outputName } from '../outputs/index.ts';
import { createTurns } from './account-turns.ts';

/** Of one file, in bytes. */
export const LARGEST_INPUT_BYTES = 25_000_000;
/** Of one request. */
export const MOST_INPUTS = 16;
/** Of one account, at once, by one process. */
export const MOST_FETCHES = 4;
const SECRET_DIGITS = 40;
const LIMITS: DownloadLimits = { maxBytes: LARGEST_INPUT_BYTES, timeoutMilliseconds: 20_000, redirects: 0 };

export interface InputRefusal {
  readonly code: 'INPUT_FILE_TOO_LARGE' | 'INPUT_FILE_UNSUPPORTED' | 'INPUT_FILE_UNREACHABLE';
  readonly message: string;
}

/** The request that a file was sent with. */
export interface InputPlace {
  readonly accountId: string;
  readonly idempotencyKey: string;
  /** From 0. */
  readonly index: number;
}

export type KeptInput =
  | {
      readonly ok: true;
      readonly url: string;
      /** Not kept before: by nobody else under the same key. */
      readonly isNew: boolean;
    }
  | { readonly ok: false; readonly refusal: InputRefusal };

export interface InputFiles {
  /** The address of a file that was sent. A repetition of the request gets the same one, so that it is the same request. */
  keep(place: InputPlace, content: Uint8Array): Promise<KeptInput>;
  /** What is wrong with a file that is named by its address; undefined when nothing is. Some of an account at once, others wait. */
  check(accountId: string, url: string): Promise<InputRefusal | undefined>;
  /** Of `keep`. Other addresses are passed over. */
  drop(urls: readonly string[]): Promise<void>;
}

export interface InputFileOptions {
  readonly store: Pick<OutputStore, 'keep' | 'find' | 'addressOf' | 'owns' | 'remove'>;
  /** ANY: addresses on http and in this network, too; for development and tests only. */
  readonly reach: 'PUBLIC' | 'ANY';
}

export function createInputFiles({ store, reach }: InputFileOptions): InputFiles {
  const turns = createTurns(MOST_FETCHES);
  return {
    keep: async (place, content) => {
      if (content.byteLength > LARGEST_INPUT_BYTES) return { ok: false, refusal: TOO_LARGE };
      const digest = createHash('sha256').update(content).digest('hex');
      const known = await store.find(placeOf(place, digest));
      if (known !== undefined) return { ok: true, url: store.addressOf(known.name), isNew: false };
      const kept = await store.keep(placeOf(place, digest), content);
      if (!kept.ok) return { ok: false, refusal: UNSUPPORTED };
      return { ok: true, url: store.addressOf(kept.output.name), isNew: true };
    },
    check: (accountId, url) => turns(accountId, () => check({ store, reach }, url)),
    drop: async (urls) => {
      for (const name of urls.map(nameIn)) if (store.owns(name)) await store.remove(name);
    },
  };
}

async function check({ store, reach }: InputFileOptions, url: string): Promise<InputRefusal | undefined> {
  const trustedOrigin = reach === 'ANY' ? (URL.parse(url)?.origin ?? '') : '';
  try {
    const seen = await store.keep(
      { secret: newOutputSecret(), index: 0 },
      downloadMedia({ url, trustedOrigin, limits: LIMITS }),
    );
    if (!seen.ok) return UNSUPPORTED;
    await store.remove(seen.output.name);
    return undefined;
  } catch (error) {
    if (error instanceof MediaRefused && error.reason === 'TOO_LARGE') return TOO_LARGE;
    return UNREACHABLE;
  }
}

/** What the file is counts, too: other content under the same key is another request. */
function placeOf({ accountId, idempotencyKey, index }: InputPlace, digest: string): OutputPlace {
  const secret = createHash('sha256')
    .update(JSON.stringify([accountId, idempotencyKey, digest]))
    .digest('hex');
  return { secret: secret.slice(0, SECRET_DIGITS), index };
}

/**
 * Whether a file was sent with the request under this key. An address alone says nothing: it may be another generation's output, or
 * another account's file, that somebody named.
 */
export async function isSentWith(
  store: Pick<OutputStore, 'open'>,
  request: Omit<InputPlace, 'index'>,
  name: string,
): Promise<boolean> {
  const file = await store.open(name);
  if (file === undefined) return false;
  const hash = createHash('sha256');
  for await (const chunk of file.read()) hash.update(chunk as Buffer);
  const digest = hash.digest('hex');
  return Array.from({ length: MOST_INPUTS }, (_, index) => placeOf({ ...request, index }, digest)).some(
    ({ secret, index }) => outputName(secret, index, file.mimeType) === name,
  );
}

export const nameIn = (url: string): string => URL.parse(url)?.pathname.split('/').at(-1) ?? '';

const TOO_LARGE: InputRefusal = {
  code: 'INPUT_FILE_TOO_LARGE',
  message: `An input file has at most ${LARGEST_INPUT_BYTES / 1_000_000} MB.`,
};
const UNSUPPORTED: InputRefusal = {
  code: 'INPUT_FILE_UNSUPPORTED',
  message:
    'An input file cannot be opened: PNG, JPEG, WebP, GIF, WAV, MP3, M4A, Ogg, FLAC, MP4 and WebM are taken, whole and undamaged.',
};
const UNREACHABLE: InputRefusal = {
  code: 'INPUT_FILE_UNREACHABLE',
  message:
    'An input file cannot be fetched: its address has to be https, on a public host, and answer within 20 s without a redirect.',
};
