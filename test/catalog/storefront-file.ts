// Small storefront files for tests, each with one thing changed.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadStorefront, type Storefront, StorefrontError } from '../../src/catalog/index.ts';

export type Json = Record<string, unknown>;

export const SIZE = { type: 'string', title: 'Size', enum: ['small', 'large'], default: 'small' };
export const DURATION = { type: 'integer', title: 'Duration', minimum: 1, maximum: 10, default: 5 };

export function modelWith(changes: Json = {}): Json {
  return {
    identifier: 'test/model',
    name: 'Test',
    kind: 'IMAGE',
    providers: ['other'],
    parameters: { size: SIZE, duration: DURATION },
    meters: { images: { source: { from: 'count' } } },
    rules: [{ kind: 'perUnit', meter: 'images', price: '0.05' }],
    source: { url: 'https://example.com', asOf: null, verified: false },
    ...changes,
  };
}

export function storefrontWith(changes: Json = {}): Json {
  return {
    name: 'test',
    asOf: '2026-11-21',
    creditUnit: { one: 'credit', many: 'credits', meaning: '1 credit = 1 USD' },
    packs: [{ id: 'p', name: 'P', credits: '10', validity: 'DAYS_30', price: { amount: '37.5', currency: 'USD' } }],
    plans: [],
    models: [modelWith()],
    ...changes,
  };
}

export interface StorefrontFolder {
  readonly file: string;
  /** Writes a storefront, laid out with one field to a line, and loads it. */
  load(content: unknown): Storefront;
  /** What loading is refused with; throws when it is not. */
  problem(content: unknown): StorefrontError;
  remove(): void;
}

export function openStorefrontFolder(): StorefrontFolder {
  const folder = mkdtempSync(join(tmpdir(), 'storefront-'));
  const file = join(folder, 'storefront.json');
  const load = (content: unknown): Storefront => {
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
    return loadStorefront(file);
  };
  const problem = (content: unknown): StorefrontError => {
    try {
      load(content);
    } catch (error) {
      if (error instanceof StorefrontError) return error;
      throw error;
    }
    throw new Error('it was accepted');
  };
  const remove = (): void => rmSync(folder, { recursive: true });
  return { file, load, problem, remove };
}
