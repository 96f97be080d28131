// HTML out of template literals, in pages and in e-mails.

/** HTML in template literals in which every value is escaped, unless it is markup itself. */
export interface Markup {
  readonly markup: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** Values may stand in text and in quoted attributes only. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | Markup)[]): Markup {
  const texts = values.map((value) => (typeof value === 'string' ? escapeText(value) : value.markup));
  return { markup: parts.map((part, index) => part + (texts[index] ?? '')).join('') };
}

export const NOTHING: Markup = { markup: '' };

/** One after the other. */
export const together = (parts: readonly Markup[]): Markup => ({
  markup: parts.map(({ markup }) => markup).join('\n'),
});
