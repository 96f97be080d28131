import { figure } from '../ledger/statistics.ts';

export interface ReadCost {
  readonly name: string;
  /** Medians over HTTP, in the order of the sizes. */
  readonly milliseconds: readonly number[];
  /** Milliseconds that the event loop was kept from its next turn, at the 99th percentile: gateway and client share it. */
  readonly blocked: number;
}

const line = (cells: readonly string[]): string =>
  cells.map((cell, index) => (index === 0 ? cell.padEnd(30) : cell.padStart(22))).join('');

/** `times`: of the large one to the small one. */
export function readsTable(names: readonly string[], costs: readonly ReadCost[]): string[] {
  return [
    'one caller over HTTP, milliseconds at the median',
    line(['transactions', ...names, 'times', 'event loop held, p99']),
    ...costs.map(({ name, milliseconds, blocked }) => {
      const [small = Number.NaN, large = Number.NaN] = milliseconds;
      return line([name, ...milliseconds.map(figure), `${figure(large / small)} x`, figure(blocked)]);
    }),
  ];
}
