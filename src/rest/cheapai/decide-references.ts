// Whether a prompt names the assets that come with it. Pure.

const REFERENCE = /@img(\d{1,4})(?!\d)/g;

/**
 * Each asset is named, as @img1, @img2 and so on, and nothing else is (cheapaiapi.com/docs/image-generation). A sentence that says what
 * is wrong; undefined when nothing is.
 */
export function decideReferences(prompt: string, assets: number): string | undefined {
  const named = new Set([...prompt.matchAll(REFERENCE)].map(([, number]) => Number(number)));
  const wanted = Array.from({ length: assets }, (_, index) => index + 1);
  if (named.size === assets && wanted.every((number) => named.has(number))) return undefined;
  const names = [...named].toSorted((one, other) => one - other).map(nameOf);
  const came = assets === 1 ? '1 asset came' : `${assets} assets came`;
  const said = names.length === 0 ? 'names none' : `names ${names.join(', ')}`;
  const allowed = assets === 0 ? 'Without assets it names none.' : `It has to name ${wanted.map(nameOf).join(', ')}.`;
  return `The prompt ${said}, and ${came}. ${allowed}`;
}

const nameOf = (number: number): string => `@img${number}`;
