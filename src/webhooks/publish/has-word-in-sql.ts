// The same as `hasWord`, where rows are chosen.
import { FOREIGN_WORDS } from '../decide/decide-format.ts';

const PAIRS = FOREIGN_WORDS.map(([format, type]) => `('${format}', '${type}')`).join(', ');

/** Both are expressions of the statement. */
export const hasWordInSql = (format: string, type: string): string =>
  `(${format} = 'TOLLGATE' or (${format}, ${type}) in (${PAIRS}))`;
