// PostgreSQL array literals, for unnest: written here in one pass, since the driver's general encoder costs more than the
// statement itself when a batch has hundreds of rows.

type Plain = string | number | bigint | boolean | Date | null | undefined;

/** Values whose text never needs quoting: uuid, integers, booleans, dates, and words of ours. Undefined is null. */
export function plainArray(values: readonly Plain[]): string {
  let text = '{';
  for (const value of values) {
    if (text.length > 1) text += ',';
    text += plain(value);
  }
  return `${text}}`;
}

function plain(value: Plain): string {
  if (value === undefined || value === null) return 'NULL';
  return value instanceof Date ? value.toISOString() : String(value);
}

/** Any text. Undefined is null. */
export function textArray(values: readonly (string | undefined)[]): string {
  let text = '{';
  for (const value of values) {
    if (text.length > 1) text += ',';
    text += value === undefined ? 'NULL' : quoted(value);
  }
  return `${text}}`;
}

const SPECIAL = /["\\]/;

function quoted(value: string): string {
  return SPECIAL.test(value) ? `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"` : `"${value}"`;
}
