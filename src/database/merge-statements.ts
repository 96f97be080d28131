// Several data-modifying statements in one round trip. They see one snapshot, so no two may touch the same row.

export interface StatementPart {
  /** How many `$` parameters its text has. */
  readonly parameters: number;
  readonly text: string;
}

/** `with part_1 as (…), part_2 as (…) last`; parameters are numbered through, in the order of the parts. */
export function mergeStatements(parts: readonly StatementPart[]): string {
  let offset = 0;
  const texts = parts.map(({ text, parameters }) => {
    const shifted = text.replaceAll(/\$(\d+)/g, (_, digits: string) => `$${Number(digits) + offset}`);
    offset += parameters;
    return shifted;
  });
  const last = texts.at(-1) ?? '';
  const before = texts.slice(0, -1).map((text, index) => `part_${index + 1} as (${text})`);
  return before.length === 0 ? last : `with ${before.join(',\n')}\n${last}`;
}
