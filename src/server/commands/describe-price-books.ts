// Price books, publications and rehearsals as a person at the terminal reads them.
import {
  describeDifference,
  type ListedBook,
  type PublicationOutcome,
  type StorefrontDifference,
} from '../../catalog/index.ts';
import { toPublicId } from '../../database/index.ts';
import type { RehearsalOutcome, RehearsalReport, RehearsedSum } from '../../generation/index.ts';
import { formatCredits, type MicroCredits } from '../../money/index.ts';
import { counted } from '../counted.ts';

const STATES: Readonly<Record<ListedBook['state'], string>> = {
  IN_FORCE: 'in force',
  SCHEDULED: 'scheduled',
  SUPERSEDED: 'superseded',
};

/** "   3  in force    from 2026-11-21T12:00:00.000Z  usd-credits@2026-11-21.1f3a9c0d2b4e". */
export function describeBook({ number, state, effectiveAt, version }: ListedBook): string {
  return `${String(number).padStart(4)}  ${STATES[state].padEnd(10)}  from ${effectiveAt.toISOString()}  ${version}`;
}

export function describePublication(outcome: Exclude<PublicationOutcome, { status: 'refused' }>): string[] {
  const { book, differences, status } = outcome;
  if (status === 'replayed') {
    return ['Nothing to publish: the book of that moment has this very content.', describeBook(book)];
  }
  return [...describeDifferences(differences), '', 'Published:', describeBook(book)];
}

type Rehearsed = Extract<RehearsalOutcome, { status: 'rehearsed' }>;

export function describeRehearsal({ plan, report }: Rehearsed): string[] {
  const { storefront, replaces, absurdities } = plan;
  const force = absurdities.map((reason) => `  ${reason}`);
  return [
    `${replaces?.version ?? 'nothing'} -> ${storefront.priceVersion}`,
    '',
    ...describeDifferences(plan.differences),
    ...(force.length === 0 ? [] : ['', 'More than ten times different; publishing it takes --force:', ...force]),
    '',
    ...describeReport(report),
  ];
}

const MOST_DIFFERENCES = 200;

function describeDifferences(differences: readonly StorefrontDifference[]): string[] {
  if (differences.length === 0) return ['It changes nothing that is sold.'];
  const lines = differences.slice(0, MOST_DIFFERENCES).flatMap((difference) => {
    const { headline, details } = describeDifference(difference);
    return [headline, ...details.map((detail) => `    ${detail}`)];
  });
  const rest = differences.length - MOST_DIFFERENCES;
  return rest > 0 ? [...lines, `and ${counted(rest, 'more difference')}`] : lines;
}

const MOST_LINES = 20;

function describeReport(report: RehearsalReport): string[] {
  const { from, to, total, byModel, byAccount, accounts, unpriced } = report;
  const span = `${counted(total.generations, 'charged generation')} from ${from.toISOString()} to ${to.toISOString()}`;
  if (total.generations === 0 && unpriced.length === 0) {
    return [`Nobody paid for anything from ${from.toISOString()} on.`];
  }
  const { payingMore, payingLess, payingTheSame } = accounts;
  return [
    `Over ${span}:`,
    ...table('', [['all', total]]),
    `${counted(payingMore, 'account')} would have paid more, ${payingLess} less, ${payingTheSame} the same.`,
    ...table(
      'by model',
      byModel.map((line) => [line.model, line]),
    ),
    ...table(
      'by account',
      byAccount.map((line) => [toPublicId('acct', line.accountId), line]),
    ),
    ...describeUnpriced(unpriced),
  ];
}

const COLUMNS = ['generations', 'paid', 'would have paid', 'difference', '%'];

function table(title: string, lines: readonly (readonly [string, RehearsedSum])[]): string[] {
  if (lines.length === 0) return [];
  const rows = [[title, ...COLUMNS], ...lines.slice(0, MOST_LINES).map(([name, sum]) => [name, ...cells(sum)])];
  const widths = [title, ...COLUMNS].map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const text = rows.map((row) => `  ${row.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join('  ')}`);
  const rest = lines.length - MOST_LINES;
  return ['', ...text, ...(rest > 0 ? [`  and ${rest} more`] : [])];
}

/** Names to the left, numbers to the right. */
const pad = (cell: string, width: number, column: number): string =>
  column === 0 ? cell.padEnd(width) : cell.padStart(width);

function cells({ generations, paid, wouldHavePaid, difference, percentage }: RehearsedSum): string[] {
  const percent = percentage === undefined ? '' : signed(percentage);
  return [String(generations), formatCredits(paid), formatCredits(wouldHavePaid), moved(difference), percent];
}

const moved = (difference: MicroCredits): string => signed(formatCredits(difference));

const signed = (number: string): string => (number === '0' || number.startsWith('-') ? number : `+${number}`);

function describeUnpriced(unpriced: RehearsalReport['unpriced']): string[] {
  if (unpriced.length === 0) return [];
  const lines = unpriced.slice(0, MOST_LINES).map(({ model, reason, generations, paid }) => {
    return `  ${model}: ${counted(generations, 'generation')}, paid ${formatCredits(paid)}. ${reason}`;
  });
  const rest = unpriced.length - MOST_LINES;
  return ['', 'Without a price in the new book:', ...lines, ...(rest > 0 ? [`  and ${rest} more`] : [])];
}
