import { figure, type Spread, withSpread } from '../ledger/statistics.ts';
import type { FirstPages } from './measure-first-pages.ts';
import type { Frames, Scrolling } from './measure-scrolling.ts';
import type { SignIn } from './measure-sign-in.ts';

export interface Measured {
  readonly transactions: readonly [small: number, large: number];
  readonly signIn: SignIn;
  readonly firstPages: FirstPages;
  readonly scrolling: Scrolling;
}

const line = (cells: readonly string[]): string =>
  cells.map((cell, index) => (index === 0 ? cell.padEnd(36) : cell.padStart(22))).join('');

const count = (value: number): string => value.toLocaleString('en');
const timesOf = (one: Spread, other: Spread): string => `${figure(one.median / other.median)} x`;
const kilobytes = (bytes: number): string => `${figure(bytes / 1_000)} kB`;

export function pageTable({ transactions, signIn, firstPages, scrolling }: Measured): string[] {
  const [small, large] = transactions;
  const { parts, still, isWithoutHole } = scrolling;
  return [
    `milliseconds from the beginning of the navigation, empty cache, median (least-most) of ${signIn.rounds}`,
    line(['a form and nothing else', withSpread(signIn.bare)]),
    line(['sign-in form takes input', withSpread(signIn.form), timesOf(signIn.form, signIn.bare)]),
    line(['balance of the demo account', withSpread(signIn.balance), timesOf(signIn.balance, signIn.bare)]),
    line(['of it after the click', withSpread(signIn.afterClick)]),
    line([`ledger of ${count(small)}, first rows`, withSpread(firstPages.small)]),
    line([
      `ledger of ${count(large)}, first rows`,
      withSpread(firstPages.large),
      timesOf(firstPages.large, firstPages.small),
    ]),
    `fetched until the form, gzip: ${kilobytes(signIn.firstBytes)}; after the click: ${kilobytes(signIn.laterBytes)}`,
    '',
    `scrolling the ledger of ${count(large)}; ${isWithoutHole ? 'no number is missing' : 'NUMBERS ARE MISSING'}`,
    line(['rows gone by', 'frames apart, ms', '> 50 ms apart', 'tasks > 50 ms', 'rows in the page', 'nodes', 'heap']),
    line(['none: it stands still', ...framesCells(still)]),
    ...parts.map((part) =>
      line([
        count(part.rows),
        ...framesCells(part),
        count(part.mostInPage),
        count(part.nodes),
        kilobytes(part.heapBytes),
      ]),
    ),
  ];
}

const framesCells = ({ frames, apart, late, longTasks, longest }: Frames): string[] => [
  withSpread(apart),
  `${late} of ${count(frames)}`,
  `${longTasks}${longest > 0 ? `, ${figure(longest)} ms` : ''}`,
];
