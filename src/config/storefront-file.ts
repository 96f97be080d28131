import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';

/** Where the storefronts that ship are. */
const FOLDER = 'storefronts';
const ENDING = '.json';

/** The names of the storefronts in the folder `storefronts` of the working directory, in alphabetical order. */
export function shippedStorefronts(): string[] {
  try {
    return readdirSync(resolve(FOLDER))
      .filter((file) => file.endsWith(ENDING))
      .map((file) => file.slice(0, -ENDING.length))
      .toSorted();
  } catch {
    return [];
  }
}

/** A plain name is one of the storefronts that ship; anything with a dot or a slash is a path. */
function isPlainName(storefront: string): boolean {
  return /^[\w-]+$/.test(storefront);
}

export function isStorefront(storefront: string): boolean {
  return !isPlainName(storefront) || shippedStorefronts().includes(storefront);
}

/** Absolute path of the file. */
export function toStorefrontFile(storefront: string): string {
  return isPlainName(storefront) ? resolve(FOLDER, `${storefront}${ENDING}`) : resolve(storefront);
}
