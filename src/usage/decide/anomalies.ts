// What is out of the ordinary in what was read, and how serious it is. Pure. The patterns and what they may mean are
// BabySea's: "many refunds in a row: a model or provider may be experiencing issues; unexpectedly high charges: a model
// generating longer output than expected; unknown generation ids: a leaked or compromised API key; no charge after reserve:
// a generation stuck in processing". The numbers are ours.
import { formatCredits, type MicroCredits, sum } from '../../money/index.ts';
import type { Anomaly, Severity } from '../usage.ts';

export const ANOMALY_RULES = {
  /** Generations of one model that failed one after the other, none of its charges between them. */
  shortestStreak: 3,
  longStreak: 10,
  /** A charge this many times its estimate, as a fraction, is high. */
  aboveEstimate: { numerator: 3n, denominator: 2n },
  /** A charge this many times the median charge for its model is high, once there are so many charges. */
  aboveUsual: { times: 5n, leastCharges: 10 },
  /** A key may be in use this long after its end: requests in flight, clocks that differ. */
  keyGraceSeconds: 60,
  /** A reservation is stuck this long after the time limit of its model's work. */
  settlementGraceSeconds: 900,
  /** And its being stuck is critical this long after that. */
  abandonedSeconds: 86_400,
  /** Of a model that is no longer sold: the longest time limit that a storefront gives by itself. */
  usualDeadlineSeconds: 1_800,
  /** Charges, strange transactions and open reservations that are looked at, of each the newest or the oldest. */
  mostFound: 200,
} as const;

/** Refunds of one model's failed generations without a charge between them. */
export interface RefundRun {
  readonly model: string;
  readonly refunds: number;
  readonly amount: MicroCredits;
  /** The most frequent one. */
  readonly error: string | undefined;
  readonly lastAt: Date;
  readonly evidence: readonly bigint[];
}

export interface Charge {
  readonly sequence: bigint;
  readonly model: string;
  readonly charged: MicroCredits;
  readonly estimate: MicroCredits;
  /** Charges for this model in the span, this one among them, and the one in their middle. */
  readonly charges: number;
  readonly median: MicroCredits;
  readonly at: Date;
}

/** A transaction about something that the account does not have, or by a key whose time was over. */
export interface StrangeTransaction {
  readonly sequence: bigint;
  readonly reason: 'UNKNOWN_GENERATION' | 'UNKNOWN_KEY' | 'ENDED_KEY';
  /** Change of what is available. */
  readonly amount: MicroCredits;
  /** Undefined: the account does not have it, or none is noted. */
  readonly apiKey: SuspectedKey | undefined;
  readonly at: Date;
}

export interface SuspectedKey {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  /** When it was revoked or expired; undefined for one that works. */
  readonly endedAt: Date | undefined;
}

export interface OpenReservation {
  /** Of its reservation. */
  readonly sequence: bigint;
  readonly reserved: MicroCredits;
  /** When its work began; when it was asked for while it waits. */
  readonly since: Date;
  /** When it was held for an operator; undefined for work that has not ended. */
  readonly heldAt: Date | undefined;
  readonly deadlineSeconds: number;
}

export interface AnomalyFacts {
  readonly runs: readonly RefundRun[];
  readonly charges: readonly Charge[];
  readonly strange: readonly StrangeTransaction[];
  readonly open: readonly OpenReservation[];
}

const MOST_EVIDENCE = 20;

/** What happened last comes first. */
export function decideAnomalies(facts: AnomalyFacts, now: Date): Anomaly[] {
  const found = [
    ...facts.runs.flatMap(decideRun),
    ...decideCharges(facts.charges),
    ...decideStrange(facts.strange),
    ...decideOpen(facts.open, now),
  ];
  return found.toSorted((left, right) => right.detectedAt.getTime() - left.detectedAt.getTime());
}

function decideRun({ model, refunds, amount, error, lastAt, evidence }: RefundRun): Anomaly[] {
  if (refunds < ANOMALY_RULES.shortestStreak) return [];
  const reason = error === undefined ? '' : `, most often because of ${error}`;
  const message =
    `${refunds} generations of ${model} in a row failed and were refunded (${formatCredits(amount)} credits)${reason}. ` +
    'The model or its provider may have a problem.';
  const severity = refunds >= ANOMALY_RULES.longStreak ? 'CRITICAL' : 'WARNING';
  const remedy =
    'Use another model, or name other providers first (providerOrder), until it works again. You paid nothing for these.';
  const shared = { kind: 'REFUND_STREAK', subject: model, severity, message, remedy, apiKeyId: undefined } as const;
  return [{ ...shared, evidence: evidence.slice(0, MOST_EVIDENCE), detectedAt: lastAt }];
}

function decideCharges(charges: readonly Charge[]): Anomaly[] {
  const above = charges.filter(isAboveEstimate);
  const unusual = charges.filter((charge) => !isAboveEstimate(charge) && isAboveUsual(charge));
  return [
    ...groups(above, ({ model }) => model).map((group) => describeCharges(group, 'WARNING', ofEstimate)),
    ...groups(unusual, ({ model }) => model).map((group) => describeCharges(group, 'INFO', ofUsual)),
  ];
}

function isAboveEstimate({ charged, estimate }: Charge): boolean {
  const { numerator, denominator } = ANOMALY_RULES.aboveEstimate;
  return charged * denominator >= estimate * numerator;
}

function isAboveUsual({ charged, charges, median }: Charge): boolean {
  const { times, leastCharges } = ANOMALY_RULES.aboveUsual;
  return charges >= leastCharges && charged >= median * times;
}

const ofEstimate = ({ estimate }: Charge): string => `for an estimate of ${formatCredits(estimate)}`;
const ofUsual = ({ median, charges }: Charge): string =>
  `where ${formatCredits(median)} is the middle of ${charges} charges`;

function describeCharges(group: Group<Charge>, severity: Severity, beside: (charge: Charge) => string): Anomaly {
  const highest = group.reduce((left, right) => (right.charged > left.charged ? right : left));
  const what = `${formatCredits(highest.charged)} credits ${beside(highest)}`;
  const message =
    group.length === 1
      ? `A charge for ${highest.model} was unexpectedly high: ${what}.`
      : `${group.length} charges for ${highest.model} were unexpectedly high, the highest ${what}.`;
  const remedy =
    'Set what makes it longer or larger (duration, resolution, count) yourself, and give maxCost: what may cost more is then refused before it runs.';
  const subject = highest.model;
  return anomaly({ kind: 'HIGH_CHARGE', subject, severity, message, remedy, apiKeyId: undefined }, group);
}

function decideStrange(strange: readonly StrangeTransaction[]): Anomaly[] {
  const subjectOf = ({ reason, apiKey }: StrangeTransaction): string => `${reason} ${apiKey?.id ?? ''}`;
  return groups(strange, subjectOf).map((group) => {
    const [{ apiKey }] = group;
    const subject = subjectOf(group[0]);
    const amount = formatCredits(sum(group.map((transaction) => transaction.amount)));
    const message = `${counted(group.length, 'transaction')} (${amount} credits) ${whatIsStrange(group[0])}.`;
    const remedy = remedyOf(apiKey);
    const shared = { kind: 'UNKNOWN_ACTIVITY', subject, severity: 'CRITICAL', message, remedy } as const;
    return anomaly({ ...shared, apiKeyId: apiKey?.id }, group);
  });
}

function whatIsStrange({ reason, apiKey }: StrangeTransaction): string {
  const key = apiKey === undefined ? '' : ` with the API key ${nameOf(apiKey)}`;
  if (reason === 'UNKNOWN_GENERATION') return `about generations that the account does not have${key}`;
  if (apiKey?.endedAt === undefined) return 'with an API key that the account does not have';
  return `${key.trimStart()} after its end at ${apiKey.endedAt.toISOString()}`;
}

const nameOf = ({ name, prefix }: SuspectedKey): string => `"${name}" (${prefix}…)`;

/** To revoke a key that has expired costs nothing, and ends the keys below it, too. */
function remedyOf(apiKey: SuspectedKey | undefined): string {
  if (apiKey === undefined) {
    return 'If nobody you know did this, revoke your API keys (revokeApiKey) and ask the operator.';
  }
  return `If nobody you know did this, the API key ${nameOf(apiKey)} may have leaked: revoke it (revokeApiKey), which ends the keys below it, too, give your own programs another one, and ask the operator.`;
}

function decideOpen(open: readonly OpenReservation[], now: Date): Anomaly[] {
  const held = open.flatMap(({ heldAt, ...rest }) => (heldAt === undefined ? [] : [{ ...rest, at: heldAt }]));
  const working = open.filter(({ heldAt }) => heldAt === undefined);
  const stuck = working.map((one) => ({ ...one, at: overdueAt(one) })).filter(({ at }) => at <= now);
  return [
    ...groups(stuck, () => '').map((group) => describeStuck(group, now)),
    ...groups(held, () => '').map(describeHeld),
  ];
}

/** When an open reservation counts as stuck. */
export function overdueAt({ since, deadlineSeconds }: Pick<OpenReservation, 'since' | 'deadlineSeconds'>): Date {
  return new Date(since.getTime() + (deadlineSeconds + ANOMALY_RULES.settlementGraceSeconds) * 1_000);
}

type Overdue = Pick<OpenReservation, 'sequence' | 'reserved' | 'since'> & { readonly at: Date };

function describeStuck(group: Group<Overdue>, now: Date): Anomaly {
  const first = group.reduce((left, right) => (right.at < left.at ? right : left));
  const isAbandoned = now.getTime() - first.at.getTime() >= ANOMALY_RULES.abandonedSeconds * 1_000;
  const message =
    `${reservations(group)} neither charged nor refunded, though the time for the work is over; ` +
    `the oldest since ${first.since.toISOString()}. They will be settled once the provider has said how the work ended.`;
  const severity = isAbandoned ? 'CRITICAL' : 'WARNING';
  const remedy =
    'cancelGeneration gives the credits back of work that has not begun. If it does not end by itself within a day, send the operator the ids of the generations.';
  const shared = { kind: 'STUCK_RESERVATION', subject: 'OVERDUE', severity, message, remedy } as const;
  return anomaly({ ...shared, apiKeyId: undefined }, group);
}

function describeHeld(group: Group<Overdue>): Anomaly {
  const message = `${reservations(group)} held until the operator has looked at the cost of what was delivered.`;
  const remedy =
    'There is nothing to do: you are charged at most what was reserved. Ask the operator if it takes long.';
  const shared = { kind: 'STUCK_RESERVATION', subject: 'HELD', severity: 'INFO', message, remedy } as const;
  return anomaly({ ...shared, apiKeyId: undefined }, group);
}

function reservations(group: Group<Overdue>): string {
  const amount = formatCredits(sum(group.map(({ reserved }) => reserved)));
  return `${counted(group.length, 'reservation')} (${amount} credits) ${group.length === 1 ? 'is' : 'are'}`;
}

type Group<Member> = readonly [Member, ...Member[]];

function groups<Member>(members: readonly Member[], keyOf: (member: Member) => string): Group<Member>[] {
  return [...Map.groupBy(members, keyOf).values()] as unknown as Group<Member>[];
}

const counted = (count: number, noun: string): string =>
  `${count}${count === ANOMALY_RULES.mostFound ? ' or more' : ''} ${noun}${count === 1 ? '' : 's'}`;

interface Happened {
  readonly sequence: bigint;
  readonly at: Date;
}

function anomaly(verdict: Omit<Anomaly, 'evidence' | 'detectedAt'>, group: Group<Happened>): Anomaly {
  const sequences = group.map(({ sequence }) => sequence).toSorted((left, right) => (left < right ? 1 : -1));
  const detectedAt = new Date(Math.max(...group.map(({ at }) => at.getTime())));
  return { ...verdict, evidence: sequences.slice(0, MOST_EVIDENCE), detectedAt };
}
