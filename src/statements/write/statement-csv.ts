// A statement as CSV: one line per move, all of them whether anything moved or not, so that programs find the same rows each month.
import { type CsvCell, csvNumber, csvRow } from '../../downloads/index.ts';
import { formatCredits, type MicroCredits } from '../../money/index.ts';
import { MOVES, type Statement } from '../statement.ts';

const HEADER = ['month', 'time_zone', 'from', 'to', 'line', 'credits'] as const;

export function writeStatementCsv(statement: Statement): Buffer {
  const { month, timeZone, from, to, opening, closing } = statement;
  const about: readonly CsvCell[] = [month, timeZone, from.toISOString(), to.toISOString()];
  const row = (line: string, amount: MicroCredits): string =>
    csvRow([...about, line, csvNumber(formatCredits(amount))]);
  const rows = [
    row('opening', opening.total),
    ...MOVES.map((move) => row(move, statement[move])),
    row('closing', closing.total),
    row('closing_available', closing.available),
    row('closing_reserved', closing.reserved),
  ];
  return Buffer.from(csvRow(HEADER) + rows.join(''));
}
