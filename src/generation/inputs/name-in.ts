// Names of files in what a generation was asked for.

/** The last part of an address; of other text, nothing that the store would own. */
export const nameIn = (url: string): string => URL.parse(url)?.pathname.split('/').at(-1) ?? '';

export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
