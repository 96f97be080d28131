import { figure, type Spread, withSpread } from './statistics.ts';

export interface ScaleResult {
  /** Transactions of the two accounts. */
  readonly sizes: readonly number[];
  readonly rounds: number;
  readonly seconds: number;
  readonly costs: readonly {
    readonly name: string;
    /** In the order of `sizes`. */
    readonly milliseconds: readonly Spread[];
    /** Of the large one to the small one, in the same round. */
    readonly ratio: Spread;
  }[];
  readonly bytesPerTransaction: number;
}

const line = (cells: readonly string[]): string =>
  cells.map((cell, index) => (index === 0 ? cell.padEnd(26) : cell.padStart(24))).join('');

export function scaleTable({ sizes, rounds, seconds, costs, bytesPerTransaction }: ScaleResult): string[] {
  return [
    `one caller, milliseconds at the median; rounds: ${rounds}, ${seconds} s for each figure; medians (least-most)`,
    line(['transactions', ...sizes.map((size) => size.toLocaleString('en')), 'times']),
    ...costs.map(({ name, milliseconds, ratio }) =>
      line([name, ...milliseconds.map((spread) => withSpread(spread)), withSpread(ratio, ' x')]),
    ),
    `storage: ${figure(bytesPerTransaction)} bytes per transaction with its indexes`,
  ];
}
