// A statement on a page.
import { PAGE, type PdfRule, type PdfText, writePdf } from '../../downloads/index.ts';
import { formatCredits } from '../../money/index.ts';
import type { Statement } from '../statement.ts';
import { linesOf } from './statement-lines.ts';

export interface Named {
  /** The account's. */
  readonly name: string;
  /** Its public id. */
  readonly accountId: string;
}

const LEFT = 60;
const RIGHT = PAGE.width - LEFT;
const WIDTH = RIGHT - LEFT;
const LINE = 20;
const TABLE = 190;
const SIZE = 10;
const SMALL = 8;
const LARGE = 18;

export function writeStatementPdf(statement: Statement, { name, accountId }: Named): Buffer {
  const { month, asOf } = statement;
  const title = `Statement of credits, ${month}`;
  const table = tableOf(statement);
  const texts: PdfText[] = [
    { x: LEFT, y: 80, size: LARGE, text: title, isBold: true },
    { x: LEFT, y: 105, size: SIZE, text: `${name} (${accountId})` },
    { x: LEFT, y: 122, size: SIZE, text: spanOf(statement) },
    ...(statement.isFinal ? [] : [{ x: LEFT, y: 139, size: SIZE, text: `Preliminary, as of ${momentOf(asOf)}` }]),
    ...table.texts,
    ...evidenceOf(statement, table.end + 2 * LINE),
  ];
  return writePdf({ title, createdAt: asOf, pages: [{ texts, rules: table.rules }] });
}

const momentOf = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const spanOf = ({ from, to, timeZone }: Statement): string =>
  `From ${momentOf(from)} to ${momentOf(to)}: a month by the clocks of ${timeZone}`;

function tableOf(statement: Statement) {
  const texts: PdfText[] = [{ x: RIGHT - 38, y: TABLE - LINE, size: SIZE, text: 'credits', isBold: true }];
  const rules: PdfRule[] = [{ x: LEFT, y: TABLE - 12, width: WIDTH }];
  let y = TABLE;
  for (const { words, amount, isTotal: isBold } of linesOf(statement)) {
    const row = { y: y + 4, size: SIZE, isBold };
    texts.push({ ...row, x: LEFT, text: words }, { ...row, x: RIGHT, text: formatCredits(amount), alignedRight: true });
    rules.push({ x: LEFT, y: y + 11, width: WIDTH });
    y += LINE;
  }
  return { texts, rules, end: y };
}

function evidenceOf({ closing, transactions, ...range }: Statement, y: number): PdfText[] {
  const { afterSequence, throughSequence, headHash } = range;
  const small = { x: LEFT, size: SMALL };
  const covered =
    transactions === 0
      ? 'No transaction in this month.'
      : `Covers numbers ${afterSequence + 1n} to ${throughSequence} of the ledger; transactions in all: ${transactions}.`;
  const available = formatCredits(closing.available);
  const parts = `Of the closing balance, ${available} are available and ${formatCredits(closing.reserved)} are set aside for work in flight.`;
  return [
    { ...small, y, text: parts },
    { ...small, y: y + 14, text: covered },
    ...(headHash === undefined ? [] : [{ ...small, y: y + 28, text: `Hash of the last transaction: ${headHash}` }]),
  ];
}
