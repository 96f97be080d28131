// Files that a generation is to work from: those that a caller sends are checked and kept beside the outputs, so that providers can
// fetch them; those that a caller names are fetched once, to see that they can be had and opened. What is sent is deleted with the
// generation that it was sent for (purge), or swept away when nothing came of its request.
import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Generation } from '../generation.ts';
import { type DownloadLimits, downloadMedia, MediaRefused } from '../outputs/download-media.ts';
import { newOutputSecret, type OutputPlace, type OutputStore, outputName } from '../outputs/index.ts';
import { createTurns } from './account-turns.ts';
import { textsIn } from './name-in.ts';
import { createRequestMarks, type MarkedRequest } from './request-marks.ts';
import { type SweepServices, sweepInputs } from './sweep-inputs.ts';

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
      readonly place: OutputPlace;
      /** Not kept before: by nobody else under the same key. */
      readonly isNew: boolean;
    }
  | { readonly ok: false; readonly refusal: InputRefusal };

export interface InputFiles {
  /**
   * The address of a file that was sent. A repetition of the request gets the same one, so that it is the same request.
   * To be followed by `accepted` or `drop`; what neither was called for is swept.
   */
  keep(place: InputPlace, content: Uint8Array): Promise<KeptInput>;
  /** Whether `keep` would find it, and write nothing. */
  has(place: InputPlace, content: Uint8Array): Promise<boolean>;
  /** Of `keep`: a generation works from them. */
  accepted(kept: readonly Kept[]): Promise<void>;
  /** What is wrong with a file that is named by its address; undefined when nothing is. Some of an account at once, others wait. */
  check(accountId: string, url: string): Promise<InputRefusal | undefined>;
  /** Of `keep`: nothing works from them. */
  drop(kept: readonly Kept[]): Promise<void>;
  /** Removes what requests left that never came to an end; one bounded round, true when there may be more. */
  sweep(): Promise<boolean>;
}

export type Kept = Pick<Extract<KeptInput, { readonly ok: true }>, 'place'>;

export interface InputFileOptions {
  readonly store: OutputStore;
  /** Of the store. */
  readonly dataDir: string;
  /** ANY: addresses on http and in this network, too; for development and tests only. */
  readonly reach: 'PUBLIC' | 'ANY';
  /** What was accepted under a key. */
  readonly generationOf: (request: MarkedRequest) => Promise<Pick<Generation, 'parameters'> | undefined>;
}

type Parts = Pick<InputFileOptions, 'store' | 'reach'> & SweepServices;

export function createInputFiles({ store, reach, dataDir, generationOf }: InputFileOptions): InputFiles {
  const marks = createRequestMarks(path.resolve(dataDir, 'outputs', '.requests'));
  const textsOf: SweepServices['textsOf'] = async (request) => {
    const generation = await generationOf(request);
    return generation === undefined ? undefined : textsIn(generation.parameters);
  };
  const parts: Parts = { store, reach, marks, textsOf };
  const turns = createTurns(MOST_FETCHES);
  return {
    keep: (place, content) => keep(parts, place, content),
    has: async (place, content) => (await store.find(placeOf(place, digestOf(content)))) !== undefined,
    accepted: async (kept) => {
      for (const { place } of kept) await marks.end(place);
    },
    check: (accountId, url) => turns(accountId, () => check(parts, url)),
    drop: async (kept) => {
      // The mark is the last to go: who dies before is swept after.
      for (const { place } of kept) {
        await store.drop(place);
        await marks.end(place);
      }
    },
    sweep: () => sweepInputs(parts, new Date()),
  };
}

async function keep(
  { store, marks }: Parts,
  { accountId, idempotencyKey, index }: InputPlace,
  content: Uint8Array,
): Promise<KeptInput> {
  if (content.byteLength > LARGEST_INPUT_BYTES) return { ok: false, refusal: TOO_LARGE };
  const place = placeOf({ accountId, idempotencyKey, index }, digestOf(content));
  await marks.begin(place, { accountId, idempotencyKey });
  const known = await store.find(place);
  if (known !== undefined) return { ok: true, url: store.addressOf(known.name), place, isNew: false };
  const kept = await store.keep(place, content);
  if (kept.ok) return { ok: true, url: store.addressOf(kept.output.name), place, isNew: true };
  await marks.end(place);
  return { ok: false, refusal: UNSUPPORTED };
}

const digestOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

async function check({ store, reach }: Parts, url: string): Promise<InputRefusal | undefined> {
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
