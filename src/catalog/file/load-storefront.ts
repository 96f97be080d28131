// Reads a storefront file, checks all of it, and refuses it with file, line, place and reason.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Storefront } from '../sell/model.ts';
import { locateLine } from './locate-line.ts';
import { StorefrontError } from './storefront-error.ts';
import { storefrontFile } from './storefront-schema.ts';
import { toModel } from './to-model.ts';

const HASH_DIGITS = 12;

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new StorefrontError(file, { place: '', message: `cannot be read (${String(cause)})` });
  }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StorefrontError(file, { place: '', message: `is not valid JSON (${String(cause)})` });
  }
}

/** ['models', 3, 'rules', 0] as models[3].rules[0]. */
function placeOf(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${String(key)}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}

/** The hash is of the content, not of the layout: reformatting a file does not make a new price version. */
function versionOf(name: string, asOf: string, content: unknown): string {
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  return `${name}@${asOf}.${hash.slice(0, HASH_DIGITS)}`;
}

/** The name alone, also of a file whose prices are not in order. Throws a StorefrontError when it has none. */
export function readStorefrontName(file: string): string {
  const content = parseJson(file, readText(file));
  const name = typeof content === 'object' && content !== null && 'name' in content ? content.name : undefined;
  if (typeof name === 'string') {
    return name;
  }
  throw new StorefrontError(file, { place: 'name', message: 'is missing' });
}

/** A storefront and the text that it was read from, as a price book keeps it. */
export interface StorefrontDocument {
  /** Where it was read. */
  readonly file: string;
  readonly storefront: Storefront;
  readonly document: string;
}

/** Throws a StorefrontError that names the file, the line and the place, and says what would be accepted. */
export function loadStorefrontDocument(file: string): StorefrontDocument {
  const document = readText(file);
  return { file, storefront: parseStorefront(document, file), document };
}

/** The same without the text. */
export function loadStorefront(file: string): Storefront {
  return loadStorefrontDocument(file).storefront;
}

/** The same for a text from elsewhere; `file` is what errors call it. */
export function parseStorefront(text: string, file: string): Storefront {
  const content = parseJson(file, text);
  const { data, error } = storefrontFile.safeParse(content);
  if (data === undefined) {
    const issue = error.issues[0];
    const path = issue?.path ?? [];
    const message = issue?.message ?? 'is not a storefront';
    throw new StorefrontError(file, { place: placeOf(path), message, line: locateLine(text, path) });
  }
  const { name, asOf, creditUnit, packs, plans } = data;
  const models = data.models.map((model) => toModel(model, creditUnit));
  return { name, creditUnit, models, packs, plans, priceVersion: versionOf(name, asOf, content) };
}
