// A second opinion on the ledger, written for this test alone from the rules of design and README: plain numbers, plain
// arrays, one account at a time, no batches. It shares no code with src/ledger.
import { type Answer, inputOf, KEY_ANCESTORS, type Step } from './step.ts';

interface Lot {
  readonly number: number;
  readonly priority: number;
  readonly isPromotion: boolean;
  readonly starts: number;
  readonly promisedEnd: number;
  ends: number;
  /** Whatever is neither in work, spent, expired nor taken back; frozen while `disputes` is not zero. */
  left: number;
  disputes: number;
  /** Paid for generations, less what was given back. */
  spent: number;
  taken: number;
}

interface Work {
  readonly parts: Map<number, number>;
  readonly amount: number;
  readonly apiKey: string;
  readonly day: string;
  state: 'open' | 'charged' | 'refunded' | 'late';
  charged: Map<number, number>;
}

export interface Model {
  lots: Lot[];
  lotCount: number;
  work: Map<string, Work>;
  /** Input of the first use. */
  keys: Map<string, string>;
  /** By API key and day, its own and what those below it spent. */
  spent: Map<string, number>;
  /** What each API key may spend a day. */
  limits: Readonly<Record<string, number>>;
  credit: number;
  creditUsed: number;
  owed: number;
}

const [DAY, CREDIT] = [86_400_000, 0];
const NEVER = Number.POSITIVE_INFINITY;

export function newModel(credit: number): Model {
  return {
    lots: [],
    lotCount: 0,
    work: new Map(),
    keys: new Map(),
    spent: new Map(),
    limits: {},
    credit,
    creditUsed: 0,
    owed: 0,
  };
}

export function expire(model: Model, now: number): boolean {
  const due = model.lots.filter((lot) => lot.left > 0 && lot.disputes === 0 && lot.ends <= now);
  for (const lot of due) lot.left = 0;
  return due.length > 0;
}

export function apply(model: Model, step: Step, now: number): Answer {
  const answer = decide(model, step, now);
  payDebt(model);
  return answer;
}

function payDebt(model: Model): void {
  for (const lot of inOrder(model.lots.filter((candidate) => candidate.disputes === 0))) {
    const paid = Math.min(lot.left, model.owed);
    lot.left -= paid;
    lot.taken += paid;
    model.owed -= paid;
  }
  payFromLine(model);
}

function payFromLine(model: Model): void {
  const paid = Math.min(model.owed, Math.max(0, -model.creditUsed));
  model.creditUsed += paid;
  model.owed -= paid;
}

function decide(model: Model, step: Step, now: number): Answer {
  const expired = expire(model, now);
  switch (step.kind) {
    case 'expire':
      return expired ? 'applied' : 'unchanged';
    case 'add':
      return once(model, step, () => add(model, step, now));
    case 'reserve':
      return once(model, step, () => reserve(model, step, now));
    case 'refundCharge':
      return once(model, step, () => refundCharge(model, step, now));
    case 'repay':
      return once(model, step, () => repay(model, step));
    case 'freezeLot':
    case 'releaseLot':
      return once(model, step, () => hold(model, step, now));
    case 'clawback':
      return once(model, step, () => clawBack(model, step, now));
    case 'deduct':
      return once(model, step, () => deduct(model, step, now));
    case 'undoClawback':
      return once(model, step, () => undoClawback(model, step, now));
    case 'charge':
    case 'refund':
      return settle(model, step, now);
    case 'lateCharge':
      return lateCharge(model, step, now);
    default:
      return step satisfies never;
  }
}

/** Only what had an effect is remembered under its key. */
function once(model: Model, step: Step & { readonly key: string }, effect: () => Answer): Answer {
  const input = inputOf(step);
  const first = model.keys.get(step.key);
  if (first !== undefined) return first === input ? 'replayed' : 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH';
  const answer = effect();
  if (answer === 'applied') model.keys.set(step.key, input);
  return answer;
}

function add(model: Model, step: Extract<Step, { kind: 'add' }>, now: number): Answer {
  if (step.amount <= 0) return 'INVALID_AMOUNT';
  const starts = now + step.startsIn;
  const ends = step.endsIn === 0 ? NEVER : now + step.endsIn;
  if (ends <= starts || ends <= now) return 'INVALID_LOT_DATES';
  model.lotCount += 1;
  const { priority, amount } = step;
  model.lots.push({
    number: model.lotCount,
    priority,
    isPromotion: step.source === 'PROMOTION',
    starts,
    promisedEnd: ends,
    ends,
    left: amount,
    disputes: 0,
    spent: 0,
    taken: 0,
  });
  return 'applied';
}

function inBurnOrder(model: Model, now: number): Lot[] {
  return inOrder(model.lots.filter((lot) => lot.left > 0 && lot.disputes === 0 && lot.starts <= now && lot.ends > now));
}

function inOrder(lots: readonly Lot[]): Lot[] {
  const key = (lot: Lot): number[] => [lot.priority, lot.ends, lot.isPromotion ? 0 : 1, lot.starts, lot.number];
  return [...lots].sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    const at = x.findIndex((value, index) => value !== y[index]);
    return at < 0 ? 0 : (x[at] ?? 0) < (y[at] ?? 0) ? -1 : 1;
  });
}

export function available(model: Model, now: number): number {
  if (model.owed > 0) return 0;
  return inBurnOrder(model, now).reduce((total, lot) => total + lot.left, 0) + model.credit - model.creditUsed;
}

export function reserved(model: Model): number {
  return [...model.work.values()]
    .filter((work) => work.state === 'open')
    .reduce((total, work) => total + work.amount, 0);
}

function take(model: Model, amount: number, now: number): Map<number, number> {
  const parts = new Map<number, number>();
  let missing = amount;
  for (const lot of inBurnOrder(model, now)) {
    const part = Math.min(lot.left, missing);
    if (part === 0) break;
    lot.left -= part;
    missing -= part;
    parts.set(lot.number, part);
  }
  if (missing > 0) {
    model.creditUsed += missing;
    parts.set(CREDIT, missing);
  }
  return parts;
}

const dayOf = (now: number): string => new Date(now).toISOString().slice(0, 10);
const lacking = (model: Model): Answer => (model.credit > 0 ? 'CREDIT_LIMIT_REACHED' : 'INSUFFICIENT_CREDITS');

function reserve(model: Model, step: Extract<Step, { kind: 'reserve' }>, now: number): Answer {
  if (step.amount < 0) return 'INVALID_AMOUNT';
  const open = [...model.work.values()].filter((work) => work.state === 'open').length;
  if (open >= step.concurrency) return 'CONCURRENCY_LIMIT_REACHED';
  if (!fitsLimits(model, step, now)) return 'KEY_SPENDING_LIMIT_REACHED';
  if (step.amount > available(model, now)) return lacking(model);
  const parts = take(model, step.amount, now);
  const { amount, apiKey } = step;
  model.work.set(step.generation, { parts, amount, apiKey, day: dayOf(now), state: 'open', charged: new Map() });
  countSpend(model, { apiKey, day: dayOf(now) }, amount);
  return 'applied';
}

/** What costs nothing fits into every limit. */
function fitsLimits(model: Model, { apiKey, amount }: Extract<Step, { kind: 'reserve' }>, now: number): boolean {
  if (amount === 0) return true;
  const limiting = [apiKey, ...(KEY_ANCESTORS[apiKey] ?? [])];
  return limiting.every(
    (key) => (model.spent.get(`${key} ${dayOf(now)}`) ?? 0) + amount <= (model.limits[key] ?? NEVER),
  );
}

function countSpend(model: Model, { apiKey, day }: Pick<Work, 'apiKey' | 'day'>, amount: number): void {
  for (const key of [apiKey, ...(KEY_ANCESTORS[apiKey] ?? [])]) {
    model.spent.set(`${key} ${day}`, (model.spent.get(`${key} ${day}`) ?? 0) + amount);
  }
}

/** What comes back can be used for a day, but no longer than a day past the end that was promised. */
function extend(lot: Lot, now: number): void {
  const aDayFromNow = now + DAY;
  if (aDayFromNow > lot.ends) lot.ends = aDayFromNow;
  if (lot.ends > lot.promisedEnd + DAY) lot.ends = lot.promisedEnd + DAY;
}

function spend(model: Model, number: number, amount: number): void {
  const lot = model.lots.find((candidate) => candidate.number === number);
  if (lot !== undefined) lot.spent += amount;
}

function giveBack(model: Model, number: number, amount: number, now: number): void {
  if (amount === 0) return;
  if (number === CREDIT) {
    model.creditUsed -= amount;
    return;
  }
  const lot = model.lots.find((candidate) => candidate.number === number);
  if (lot === undefined) throw new Error(`no lot ${number}`);
  lot.left += amount;
  extend(lot, now);
}

function unspend(model: Model, work: Work, amount: number): void {
  countSpend(model, work, -amount);
}

function settle(model: Model, step: Extract<Step, { kind: 'charge' | 'lateCharge' | 'refund' }>, now: number): Answer {
  const work = model.work.get(step.generation);
  if (work === undefined) return 'RESERVATION_NOT_FOUND';
  if (work.state !== 'open') return 'unchanged';
  const charged = step.kind === 'refund' ? 0 : step.amount;
  if (step.kind !== 'refund' && !isCharge(charged, work)) return 'INVALID_AMOUNT';
  if (charged > work.amount) return 'CHARGE_ABOVE_RESERVATION';
  let unpaid = charged;
  for (const [number, part] of work.parts) {
    const paid = Math.min(part, unpaid);
    unpaid -= paid;
    if (paid > 0) work.charged.set(number, paid);
    spend(model, number, paid);
    giveBack(model, number, part - paid, now);
  }
  work.state = step.kind === 'refund' ? 'refunded' : 'charged';
  unspend(model, work, work.amount - charged);
  return 'applied';
}

/** What was free of charge ends with a charge of nothing. */
const isCharge = (charged: number, { amount }: Work): boolean => charged > 0 || (charged === 0 && amount === 0);

function lateCharge(model: Model, step: Extract<Step, { kind: 'charge' | 'lateCharge' }>, now: number): Answer {
  const work = model.work.get(step.generation);
  if (work === undefined || work.state === 'open') return 'RESERVATION_NOT_FOUND';
  if (work.state !== 'refunded') return 'unchanged';
  if (step.amount < 0) return 'INVALID_AMOUNT';
  if (step.amount > work.amount) return 'CHARGE_ABOVE_RESERVATION';
  if (step.amount > available(model, now)) return lacking(model);
  work.charged = take(model, step.amount, now);
  for (const [number, part] of work.charged) spend(model, number, part);
  work.state = 'late';
  unspend(model, work, -step.amount);
  return 'applied';
}

function refundCharge(model: Model, step: Extract<Step, { kind: 'refundCharge' }>, now: number): Answer {
  const work = model.work.get(step.generation);
  if (work === undefined) return 'RESERVATION_NOT_FOUND';
  if (step.amount <= 0) return 'INVALID_AMOUNT';
  const charged = [...work.charged.values()].reduce((total, part) => total + part, 0);
  if (step.amount > charged) return 'REFUND_ABOVE_CHARGE';
  let missing = step.amount;
  for (const [number, part] of [...work.charged].reverse()) {
    const back = Math.min(part, missing);
    missing -= back;
    work.charged.set(number, part - back);
    spend(model, number, -back);
    giveBack(model, number, back, now);
  }
  unspend(model, work, step.amount);
  return 'applied';
}

/** The debt is what was spent on credit, not what open work has set aside of it. */
function repay(model: Model, { amount, keepsSurplus }: Extract<Step, { kind: 'repay' }>): Answer {
  const open = [...model.work.values()].filter((work) => work.state === 'open');
  const setAside = open.reduce((total, work) => total + (work.parts.get(CREDIT) ?? 0), 0);
  if (amount <= 0) return 'INVALID_AMOUNT';
  if (!keepsSurplus && amount > model.creditUsed - setAside) return 'REPAYMENT_ABOVE_DEBT';
  model.creditUsed -= amount;
  return 'applied';
}

function hold(model: Model, step: Extract<Step, { kind: 'freezeLot' | 'releaseLot' }>, now: number): Answer {
  const lot = model.lots.find((candidate) => candidate.number === step.lot);
  if (lot === undefined) return 'LOT_NOT_FOUND';
  if (step.kind === 'freezeLot') {
    lot.disputes += 1;
    return 'applied';
  }
  if (lot.disputes === 0) return 'LOT_NOT_FROZEN';
  endDispute(lot, now);
  return 'applied';
}

function endDispute(lot: Lot, now: number): void {
  lot.disputes -= 1;
  if (lot.disputes === 0 && lot.left > 0) extend(lot, now);
}

function inWork(model: Model, number: number): number {
  const open = [...model.work.values()].filter((work) => work.state === 'open');
  return open.reduce((total, work) => total + (work.parts.get(number) ?? 0), 0);
}

function unpay(model: Model, amount: number): Answer {
  if (amount <= 0) return 'INVALID_AMOUNT';
  model.owed += amount;
  payFromLine(model);
  return 'applied';
}

function pay(model: Model, amount: number): Answer {
  if (amount <= 0) return 'INVALID_AMOUNT';
  const forgiven = Math.min(amount, model.owed);
  model.owed -= forgiven;
  model.creditUsed -= amount - forgiven;
  return 'applied';
}

function clawBack(model: Model, step: Extract<Step, { kind: 'clawback' }>, now: number): Answer {
  if (step.lot === CREDIT) return unpay(model, step.amount);
  const lot = model.lots.find((candidate) => candidate.number === step.lot);
  if (lot === undefined) return 'LOT_NOT_FOUND';
  if (step.amount <= 0) return 'INVALID_AMOUNT';
  const free = lot.disputes === 0 ? lot.left : 0;
  if (step.cause === 'UNUSED' && step.amount > free) return 'CLAWBACK_ABOVE_REMAINING';
  if (step.cause === 'DISPUTE_LOST' && lot.disputes === 0) return 'LOT_NOT_FROZEN';
  const taken = Math.min(lot.left, step.amount);
  lot.left -= taken;
  lot.taken += taken;
  model.owed += Math.min(step.amount - taken, lot.spent + inWork(model, lot.number));
  if (step.cause === 'DISPUTE_LOST') endDispute(lot, now);
  return 'applied';
}

function deduct(model: Model, { amount }: Extract<Step, { kind: 'deduct' }>, now: number): Answer {
  if (amount <= 0) return 'INVALID_AMOUNT';
  const given = inBurnOrder(model, now).filter((lot) => lot.isPromotion);
  if (amount > given.reduce((total, lot) => total + lot.left, 0)) return 'INSUFFICIENT_CREDITS';
  let missing = amount;
  for (const lot of given) {
    const part = Math.min(lot.left, missing);
    lot.left -= part;
    lot.taken += part;
    missing -= part;
  }
  return 'applied';
}

function undoClawback(model: Model, step: Extract<Step, { kind: 'undoClawback' }>, now: number): Answer {
  if (step.lot === CREDIT) return pay(model, step.amount);
  const lot = model.lots.find((candidate) => candidate.number === step.lot);
  if (lot === undefined) return 'LOT_NOT_FOUND';
  if (step.amount <= 0) return 'INVALID_AMOUNT';
  if (step.amount > lot.taken + model.owed) return 'RETURN_ABOVE_CLAWBACK';
  const forgiven = Math.min(step.amount, model.owed);
  model.owed -= forgiven;
  lot.taken -= step.amount - forgiven;
  giveBack(model, lot.number, step.amount - forgiven, now);
  return 'applied';
}

export function frozen(model: Model): number {
  return model.lots.filter((lot) => lot.disputes > 0).reduce((total, lot) => total + lot.left, 0);
}
