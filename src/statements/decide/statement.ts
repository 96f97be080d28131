// A statement out of what the books said at both ends and what moved between. Pure: it throws when they do not agree.
import { add, type MicroCredits, microCredits, ZERO } from '../../money/index.ts';
import { MOVES, type Move, type Statement, type StatementBooks } from '../statement.ts';

export interface BooksAt {
  readonly sequence: bigint;
  readonly available: MicroCredits;
  readonly reserved: MicroCredits;
  readonly hash: string | undefined;
}

export interface MovementOfType {
  readonly type: keyof typeof MOVE_OF;
  readonly count: number;
  readonly available: MicroCredits;
  readonly reserved: MicroCredits;
}

/** What is set aside stays the account's: a RESERVE moves nothing, and so does a REFUND that only ends one. */
const MOVE_OF = {
  ADD: 'added',
  RESERVE: undefined,
  CHARGE: 'charged',
  REFUND: 'refunded',
  EXPIRE: 'expired',
  FREEZE: 'frozen',
  RELEASE: 'frozen',
  CLAWBACK: 'clawedBack',
  ADJUST: 'adjusted',
  INVOICE: 'invoiced',
} as const satisfies Readonly<Record<string, Move | undefined>>;

/** As long after the end of a month as its invoice is closed: no transaction takes longer to be committed. */
const SETTLED_AFTER_MILLISECONDS = 3_600_000;

export interface StatementFacts extends Pick<Statement, 'accountId' | 'month' | 'timeZone' | 'from' | 'to' | 'asOf'> {
  readonly opening: BooksAt;
  readonly closing: BooksAt;
  readonly movements: readonly MovementOfType[];
}

export function decideStatement(facts: StatementFacts): Statement {
  const { accountId, month, timeZone, from, to, asOf, movements } = facts;
  const moved = Object.fromEntries(MOVES.map((move) => [move, ZERO])) as Record<Move, MicroCredits>;
  const between = { available: ZERO, reserved: ZERO };
  for (const { type, available, reserved } of movements) {
    between.available = add(between.available, available);
    between.reserved = add(between.reserved, reserved);
    const move = MOVE_OF[type];
    if (move !== undefined) moved[move] = add(moved[move], add(available, reserved));
  }
  const opening = toBooks(facts.opening);
  const closing = toBooks(facts.closing);
  const transactions = movements.reduce((all, { count }) => all + count, 0);
  const adds = MOVES.reduce((total, move) => add(total, moved[move]), opening.total);
  const isWhole = BigInt(transactions) === facts.closing.sequence - facts.opening.sequence;
  const agrees =
    add(opening.available, between.available) === closing.available &&
    add(opening.reserved, between.reserved) === closing.reserved;
  // A sum that is wrong is worse than none: the ledger is damaged, or a kind of transaction has no line here.
  if (!isWhole || !agrees || adds !== closing.total) {
    throw new Error(`the statement ${month} of account ${accountId} does not add up: verify its ledger`);
  }
  return {
    ...{ accountId, month, timeZone, from, to, asOf, opening, ...moved, closing, transactions },
    isFinal: asOf.getTime() >= to.getTime() + SETTLED_AFTER_MILLISECONDS,
    afterSequence: facts.opening.sequence,
    throughSequence: facts.closing.sequence,
    headHash: facts.closing.hash,
  };
}

const toBooks = ({ available, reserved }: BooksAt): StatementBooks => ({
  total: microCredits(available + reserved),
  available,
  reserved,
});
