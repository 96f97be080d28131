// What stands on a statement, line by line, for every form of it.
import type { MicroCredits } from '../../money/index.ts';
import { MOVES, type Move, type Statement } from '../statement.ts';

const WORDS: Readonly<Record<Move, string>> = {
  added: 'Added',
  charged: 'Charged',
  refunded: 'Refunded',
  expired: 'Expired',
  frozen: 'Frozen while a payment is disputed, less what was released',
  clawedBack: 'Taken back after a payment was reversed',
  adjusted: 'Returned: the payment stands after all',
  invoiced: 'Settled by paid invoices',
};

export interface StatementLine {
  readonly words: string;
  readonly amount: MicroCredits;
  readonly isTotal: boolean;
}

/** Between the opening and the closing balance; what did not move is left out, but for what people look for. */
const ALWAYS: ReadonlySet<Move> = new Set(['added', 'charged', 'refunded', 'expired']);

export function linesOf(statement: Statement): StatementLine[] {
  const moves = MOVES.filter((move) => ALWAYS.has(move) || statement[move] !== 0n);
  return [
    { words: 'Opening balance', amount: statement.opening.total, isTotal: true },
    ...moves.map((move) => ({ words: WORDS[move], amount: statement[move], isTotal: false })),
    { words: 'Closing balance', amount: statement.closing.total, isTotal: true },
  ];
}
