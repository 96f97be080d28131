// A second opinion on the ledger, written for this test alone from the rules of design and README: plain numbers, plain
// arrays, one account at a time, no batches. It shares no code with src/ledger.

export type Step =
  | {
      readonly kind: 'add';
      readonly amount: number;
      readonly source: 'PACK' | 'PROMOTION';
      readonly priority: number;
      readonly startsIn: number;
      readonly endsIn: number;
      readonly key: string;
    }
  | {
      readonly kind: 'reserve';
      readonly generation: string;
      readonly amount: number;
      readonly apiKey: string;
      readonly dailyLimit: number;
      readonly concurrency: number;
      readonly key: string;
    }
  | { readonly kind: 'charge' | 'lateCharge'; readonly generation: string; readonly amount: number }
  | { readonly kind: 'refund'; readonly generation: string }
  | { readonly kind: 'refundCharge'; readonly generation: string; readonly amount: number; readonly key: string }
  | { readonly kind: 'repay'; readonly amount: number; readonly key: string }
  | { readonly kind: 'expire' };

/** `applied`, `replayed`, `unchanged`, or the code of a refusal. */
export type Answer = string;

interface Lot {
  readonly number: number;
  readonly priority: number;
  readonly isPromotion: boolean;
  readonly starts: number;
  ends: number;
  left: number;
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
  spent: Map<string, number>;
  credit: number;
  creditUsed: number;
}

const DAY = 86_400_000;
const NEVER = Number.POSITIVE_INFINITY;
const CREDIT = 0;

export function newModel(credit: number): Model {
  return { lots: [], lotCount: 0, work: new Map(), keys: new Map(), spent: new Map(), credit, creditUsed: 0 };
}

export function expire(model: Model, now: number): boolean {
  const due = model.lots.filter((lot) => lot.left > 0 && lot.ends <= now);
  for (const lot of due) lot.left = 0;
  return due.length > 0;
}

export function apply(model: Model, step: Step, now: number): Answer {
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
      return once(model, step, () => repay(model, step.amount));
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

/** What the simulated caller digests: everything but the id of the generation, which a retry makes anew. */
export function inputOf(step: Step): string {
  return JSON.stringify({
    ...step,
    generation: step.kind === 'reserve' ? '' : 'generation' in step ? step.generation : '',
  });
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
    ends,
    left: amount,
  });
  return 'applied';
}

function inBurnOrder(model: Model, now: number): Lot[] {
  const key = (lot: Lot): number[] => [lot.priority, lot.ends, lot.isPromotion ? 0 : 1, lot.starts, lot.number];
  return model.lots
    .filter((lot) => lot.left > 0 && lot.starts <= now && lot.ends > now)
    .sort((a, b) => {
      const [x, y] = [key(a), key(b)];
      const at = x.findIndex((value, index) => value !== y[index]);
      return at < 0 ? 0 : (x[at] ?? 0) < (y[at] ?? 0) ? -1 : 1;
    });
}

export function available(model: Model, now: number): number {
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
  if (step.amount <= 0) return 'INVALID_AMOUNT';
  const open = [...model.work.values()].filter((work) => work.state === 'open').length;
  if (open >= step.concurrency) return 'CONCURRENCY_LIMIT_REACHED';
  const spendKey = `${step.apiKey} ${dayOf(now)}`;
  const spent = model.spent.get(spendKey) ?? 0;
  if (spent + step.amount > step.dailyLimit) return 'KEY_DAILY_LIMIT_REACHED';
  if (step.amount > available(model, now)) return lacking(model);
  const parts = take(model, step.amount, now);
  const { amount, apiKey } = step;
  model.work.set(step.generation, { parts, amount, apiKey, day: dayOf(now), state: 'open', charged: new Map() });
  model.spent.set(spendKey, spent + amount);
  return 'applied';
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
  if (lot.ends <= now) lot.ends = now + DAY;
}

function unspend(model: Model, work: Work, amount: number): void {
  const key = `${work.apiKey} ${work.day}`;
  model.spent.set(key, (model.spent.get(key) ?? 0) - amount);
}

function settle(model: Model, step: Extract<Step, { kind: 'charge' | 'lateCharge' | 'refund' }>, now: number): Answer {
  const work = model.work.get(step.generation);
  if (work === undefined) return 'RESERVATION_NOT_FOUND';
  if (work.state !== 'open') return 'unchanged';
  const charged = step.kind === 'refund' ? 0 : step.amount;
  if (step.kind !== 'refund' && charged <= 0) return 'INVALID_AMOUNT';
  if (charged > work.amount) return 'CHARGE_ABOVE_RESERVATION';
  let unpaid = charged;
  for (const [number, part] of work.parts) {
    const paid = Math.min(part, unpaid);
    unpaid -= paid;
    if (paid > 0) work.charged.set(number, paid);
    giveBack(model, number, part - paid, now);
  }
  work.state = step.kind === 'refund' ? 'refunded' : 'charged';
  unspend(model, work, work.amount - charged);
  return 'applied';
}

function lateCharge(model: Model, step: Extract<Step, { kind: 'charge' | 'lateCharge' }>, now: number): Answer {
  const work = model.work.get(step.generation);
  if (work === undefined || work.state === 'open') return 'RESERVATION_NOT_FOUND';
  if (work.state !== 'refunded') return 'unchanged';
  if (step.amount <= 0) return 'INVALID_AMOUNT';
  if (step.amount > work.amount) return 'CHARGE_ABOVE_RESERVATION';
  if (step.amount > available(model, now)) return lacking(model);
  work.charged = take(model, step.amount, now);
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
    giveBack(model, number, back, now);
  }
  unspend(model, work, step.amount);
  return 'applied';
}

/** The debt is what was spent on credit, not what open work has set aside of it. */
function repay(model: Model, amount: number): Answer {
  const open = [...model.work.values()].filter((work) => work.state === 'open');
  const setAside = open.reduce((total, work) => total + (work.parts.get(CREDIT) ?? 0), 0);
  if (amount <= 0) return 'INVALID_AMOUNT';
  if (amount > model.creditUsed - setAside) return 'REPAYMENT_ABOVE_DEBT';
  model.creditUsed -= amount;
  return 'applied';
}
