// From what a provider says it made to what was delivered: every file fetched, decoded, measured and kept by the gateway.
import type { ExpectedOutputs, MeasuredOutput, ProviderFailure } from '../provider.ts';
import { type DownloadLimits, downloadMedia, MediaRefused } from './download-media.ts';
import { isPlausibleFor } from './is-plausible.ts';
import type { OutputPlace, OutputStore, SavedOutput } from './output-store.ts';

/** One file as a provider hands it over: to be fetched, or already here. */
export type MediaSource = { readonly url: string } | { readonly content: Uint8Array };

export interface Collection {
  readonly store: OutputStore;
  /** 40 hex digits that belong to this work alone: collecting it again finds what is there instead of storing it twice. */
  readonly secret: string;
  /** Undefined when it is not known: then any file that can be seen or played will do. */
  readonly expected: ExpectedOutputs | undefined;
  readonly sources: readonly MediaSource[];
  /** The provider's own origin; see `DownloadPlan`. */
  readonly trustedOrigin: string;
  readonly limits?: DownloadLimits;
}

export type CollectResult =
  | { readonly ok: true; readonly outputs: readonly MeasuredOutput[] }
  | { readonly ok: false; readonly failure: ProviderFailure };

const LIMITS: DownloadLimits = { maxBytes: 1024 ** 3, timeoutMilliseconds: 120_000 };
/** As many as a customer can ask for; an absurd number of files is not fetched. */
const MOST_OUTPUTS = 100;

/**
 * Delivers those that can be read: 3 of 4 are a delivery of 3. None is a failure that another provider may do better.
 * Throws when a file could not be fetched for now: ask again later, the others are kept.
 */
export async function collectOutputs(collection: Collection): Promise<CollectResult> {
  const { store, expected, sources } = collection;
  const outputs: MeasuredOutput[] = [];
  for (const [index, source] of sources.slice(0, expected?.count ?? MOST_OUTPUTS).entries()) {
    const saved = await collect(collection, source, index);
    if (saved === undefined) continue;
    if (isPlausibleFor(expected?.kind, saved)) outputs.push(toOutput(store, saved));
    else await store.remove(saved.name);
  }
  return outputs.length > 0 ? { ok: true, outputs } : { ok: false, failure: OUTPUT_UNREADABLE };
}

const OUTPUT_UNREADABLE: ProviderFailure = {
  code: 'OUTPUT_UNREADABLE',
  message: 'The provider delivered nothing that can be opened.',
  retryable: true,
  mayBeBilled: true,
};

/**
 * What `collectOutputs` kept before, for work that cannot be asked about any more. Stops at the first gap of a few. A process
 * that died between keeping a file and judging it has left one that may not be what was asked for.
 */
export async function findCollected(
  store: OutputStore,
  { secret, expected }: Pick<Collection, 'secret' | 'expected'>,
): Promise<MeasuredOutput[]> {
  const outputs: MeasuredOutput[] = [];
  for (let index = 0, missing = 0; missing < MOST_MISSING_IN_A_ROW; index += 1) {
    const saved = await store.find({ secret, index });
    missing = saved === undefined ? missing + 1 : 0;
    if (saved !== undefined && isPlausibleFor(expected?.kind, saved)) outputs.push(toOutput(store, saved));
  }
  return outputs.slice(0, expected?.count);
}

/** Synchronous providers make 10 files at most at once, of which some may have been unreadable. */
const MOST_MISSING_IN_A_ROW = 10;

function toOutput(store: OutputStore, { name, ...measured }: SavedOutput): MeasuredOutput {
  return { url: store.addressOf(name), ...measured };
}

async function collect(collection: Collection, source: MediaSource, index: number): Promise<SavedOutput | undefined> {
  const { store, secret } = collection;
  const place: OutputPlace = { secret, index };
  const known = await store.find(place);
  if (known !== undefined) return known;
  try {
    const result = await store.keep(place, contentOf(collection, source));
    return result.ok ? result.output : undefined;
  } catch (error) {
    if (error instanceof MediaRefused) return undefined;
    throw error;
  }
}

function contentOf(
  { trustedOrigin, limits = LIMITS }: Collection,
  source: MediaSource,
): Uint8Array | AsyncIterable<Uint8Array> {
  return 'content' in source ? source.content : downloadMedia({ url: source.url, trustedOrigin, limits });
}
