// Builds SVG in which no text from outside can become markup: whatever is put into a template is escaped.

/** Finished markup; only `svg` makes it. */
export interface Markup {
  readonly markup: string;
}

type Part = string | number | Markup | readonly Markup[];

/** A template whose numbers are shortened to hundredths and whose strings are escaped. */
export function svg(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { markup: texts.map((text, index) => text + written(parts[index] ?? '')).join('') };
}

function written(part: Part): string {
  if (typeof part === 'string') return escaped(part);
  if (typeof part === 'number') return String(Math.round(part * 100) / 100);
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('');
}

const ENTITIES = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => ENTITIES.get(character) ?? '');
}

/** Without control, format, surrogate and unassigned characters, of which XML forbids many and none can be seen. */
export function printable(text: string): string {
  return text.replace(/[\p{C}\s]+/gu, ' ').trim();
}
