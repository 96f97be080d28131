// What a customer says of a request for itself: metadata and tags.
import type { Metadata } from '../generation/index.ts';
import { checkLine } from './check-text.ts';
import { type AnyUserError, invalidParameter, type ParameterError } from './user-errors.ts';

const MOST_PAIRS = 16;
const MOST_TAGS = 16;
const LONGEST_TAG = 64;
/** In UTF-16 units, so that every value fits a key of an index. */
const LONGEST_VALUE = 500;
/** What `isMetadataValue` asks for, in words. */
export const METADATA_VALUE = `text of 1 to ${LONGEST_VALUE} characters without U+0000`;
const NAME = /^[A-Za-z0-9_.:-]{1,64}$/;

export interface LabelsInput {
  readonly metadata?: Readonly<Record<string, unknown>> | null | undefined;
  readonly tags?: readonly string[] | null | undefined;
}

/** `endUser`: whom the client token was made for that asks. Nobody else's requests can be made with it. */
export function checkLabels({ metadata, tags }: LabelsInput, endUser?: string): AnyUserError | undefined {
  return checkMetadata(metadata ?? {}) ?? checkUser(metadata?.['userId'], endUser) ?? checkTags(tags ?? []);
}

function checkMetadata(metadata: Readonly<Record<string, unknown>>): ParameterError | undefined {
  const pairs = Object.entries(metadata);
  if (pairs.length > MOST_PAIRS) {
    const allowed = `at most ${MOST_PAIRS} pairs`;
    return invalidParameter(['metadata'], `metadata has ${allowed}, not ${pairs.length}.`, [allowed]);
  }
  const unnamed = pairs.find(([name]) => !NAME.test(name));
  if (unnamed !== undefined) {
    const allowed = '1 to 64 letters, digits, "_", ".", ":" or "-"';
    return invalidParameter(['metadata'], `A name in metadata has ${allowed}.`, [allowed]);
  }
  const wrong = pairs.find(([, value]) => !isMetadataValue(value));
  if (wrong === undefined) return undefined;
  return invalidParameter(['metadata', wrong[0]], `A value in metadata is ${METADATA_VALUE}.`, [METADATA_VALUE]);
}

export function isMetadataValue(value: unknown): value is string {
  const isText = typeof value === 'string' && value !== '' && value.length <= LONGEST_VALUE;
  return isText && value.isWellFormed() && !value.includes('\u0000');
}

function checkUser(userId: unknown, endUser: string | undefined): ParameterError | undefined {
  if (userId === undefined || endUser === undefined || userId === endUser) return undefined;
  const message = 'The client token was made for another end user. Leave userId out: the token sets it.';
  return invalidParameter(['metadata', 'userId'], message, ['the end user of the token', 'nothing']);
}

function checkTags(tags: readonly string[]): ParameterError | undefined {
  if (tags.length > MOST_TAGS) {
    const allowed = `at most ${MOST_TAGS} tags`;
    return invalidParameter(['tags'], `A request has ${allowed}, not ${tags.length}.`, [allowed]);
  }
  for (const [index, tag] of tags.entries()) {
    const wrong = checkLine('A tag', tag, LONGEST_TAG);
    if (wrong !== undefined) return invalidParameter(['tags', String(index)], wrong.message, wrong.allowed ?? []);
  }
  return undefined;
}

interface Labels {
  readonly metadata: Metadata | undefined;
  readonly tags: readonly string[] | undefined;
}

/** Checked by `checkLabels`. The end user of an issuer's token may be longer than a value is: then it is left out. */
export function readLabels({ metadata, tags }: LabelsInput, endUser?: string): Labels {
  const pairs = Object.entries(metadata ?? {}).filter((pair): pair is [string, string] => isMetadataValue(pair[1]));
  const user: [string, string][] = isMetadataValue(endUser) ? [['userId', endUser]] : [];
  const all = Object.fromEntries([...pairs, ...user]);
  const once = [...new Set(tags ?? [])];
  return {
    metadata: pairs.length + user.length === 0 ? undefined : all,
    tags: once.length === 0 ? undefined : once,
  };
}
