import { figure, withSpread } from './statistics.ts';
import type { Row, Summary } from './summary.ts';

const HEAD = [
  '',
  'per second',
  'of the reference',
  'the ledger is',
  'p50 ms',
  'p99 ms',
  'us node',
  'us PostgreSQL',
  'WAL bytes',
];
const WIDTHS = [36, 24, 26, 22, 8, 8, 9, 15, 11];

export function ledgerTable({ references, rows }: Summary): string[] {
  const { H, S } = references;
  return [
    `references per second: H ${withSpread(H)}, S ${withSpread(S)}`,
    line(HEAD),
    ...[...Map.groupBy(rows, (row) => row.subject)].flatMap(([subject, ofSubject]) => [
      subject,
      ...ofSubject.map(rowLine),
    ]),
  ];
}

function rowLine(row: Row): string {
  return line([
    `  ${row.way}`,
    withSpread(row.perSecond),
    withSpread(row.ratio, ` x ${row.reference}`),
    row.ledgerTimes === undefined ? '' : withSpread(row.ledgerTimes, ' x'),
    figure(row.p50.median),
    figure(row.p99.median),
    row.node.median.toFixed(0),
    row.postgres?.median.toFixed(0) ?? 'n/a',
    row.walBytes.median.toFixed(0),
  ]);
}

const line = (cells: readonly string[]): string =>
  cells
    .map((cell, index) => (index === 0 ? cell.padEnd(WIDTHS[0] ?? 0) : cell.padStart(WIDTHS[index] ?? 0)))
    .join('')
    .trimEnd();
