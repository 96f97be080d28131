// What the build made of packages/page: one HTML file and assets that are named by their content.
import { readdir, readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Asset, createAsset } from '../assets/asset.ts';

/** Beside the compiled program; a test runs the sources and finds it in `dist/`. */
const FOLDER = new URL(import.meta.url.endsWith('.ts') ? '../../../dist/page/' : '../../../page/', import.meta.url);

const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.woff2', 'font/woff2'],
]);

export interface PageFiles {
  readonly html: string;
  /** By name, without the folder. */
  readonly assets: ReadonlyMap<string, Asset>;
}

/** Undefined: it was never built. */
export async function loadPageFiles(): Promise<PageFiles | undefined> {
  const html = await readFile(new URL('index.html', FOLDER), 'utf8').catch(() => undefined);
  if (html === undefined) return undefined;
  const folder = new URL('assets/', FOLDER);
  const names = await readdir(fileURLToPath(folder));
  const assets = names.map(async (name): Promise<[string, Asset] | undefined> => {
    const contentType = CONTENT_TYPES.get(extname(name));
    return contentType === undefined
      ? undefined
      : [name, createAsset(await readFile(new URL(name, folder)), contentType)];
  });
  return { html, assets: new Map((await Promise.all(assets)).filter((entry) => entry !== undefined)) };
}
