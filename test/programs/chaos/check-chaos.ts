// After the chaos: has every generation one end, and does what was charged match what the doubles really delivered? Pure.
import { SYNCHRONOUS } from './doubles.ts';

export interface Evidence {
  /** Ids that customers were told. */
  readonly accepted: readonly string[];
  readonly generations: readonly SeenGeneration[];
  readonly attempts: readonly SeenAttempt[];
  readonly transactions: readonly SeenTransaction[];
  readonly accounts: readonly SeenAccount[];
  /** All that the doubles were asked to do, in their own words. */
  readonly submissions: readonly SeenSubmission[];
  /** When gateways were killed. */
  readonly kills: readonly Date[];
}

export interface SeenGeneration {
  readonly id: string;
  readonly status: string;
  /** Micro-credits, as in all that follows; undefined when it is not settled. */
  readonly cost: bigint | undefined;
  /** What one of its outputs costs. */
  readonly price: bigint;
  readonly outputs: number;
  readonly error: string | undefined;
  /** When its work is called off; undefined when it never started. */
  readonly deadline: Date | undefined;
}

export interface SeenAttempt {
  readonly id: string;
  readonly generationId: string;
  readonly provider: string;
  readonly status: string;
  readonly error: string | undefined;
  readonly startedAt: Date;
  readonly endedAt: Date | undefined;
}

export interface SeenTransaction {
  readonly accountId: string;
  readonly generationId: string | undefined;
  readonly type: string;
  readonly step: number | undefined;
  readonly amount: bigint;
  readonly reservedChange: bigint;
}

export interface SeenAccount {
  readonly id: string;
  readonly granted: bigint;
  readonly available: bigint;
  readonly reserved: bigint;
  /** What verifying its ledger found wrong. */
  readonly problems: readonly string[];
}

export interface SeenSubmission {
  /** The attempt. */
  readonly key: string;
  /** It was taken on as a job. */
  readonly accepted: boolean;
  /** How many whole, readable outputs were handed over. */
  readonly delivered: number;
  /** How it was treated, in words. */
  readonly behaviour: string;
  /** The answer with the work in it was broken on purpose. */
  readonly lost: boolean;
}

/** A gateway takes the deadline for passed this much before it. */
const SLACK_MILLISECONDS = 100;

const ENDS: ReadonlySet<string> = new Set(['SUCCEEDED', 'FAILED', 'CANCELED']);

/** What is wrong, in words; nothing when all is well. */
export function findViolations(evidence: Evidence): string[] {
  const about = relate(evidence);
  return [
    ...missing(evidence),
    ...evidence.generations.flatMap((generation) => {
      const found = [...wrongEnd(generation), ...wrongBooks(generation, about), ...wrongDelivery(generation, about)];
      return found.map((problem) => `generation ${generation.id} ${storyOf(generation, about)}: ${problem}`);
    }),
    ...submittedTwice(evidence),
    ...evidence.accounts.flatMap((account) => wrongAccount(account, evidence)),
  ];
}

/** What a person needs to find out what happened. */
function storyOf({ id, status, error = '' }: SeenGeneration, about: Relations): string {
  const attempts = about.attemptsOf(id).map((attempt) => {
    const { delivered = 0, behaviour = 'never arrived' } = about.submissionOf(attempt.id) ?? {};
    return `${attempt.provider} ${attempt.status} ${attempt.error ?? ''} (delivered ${delivered}, ${behaviour})`;
  });
  return `${status} ${error} [${attempts.join('; ')}]`;
}

interface Relations {
  attemptsOf(generationId: string): readonly SeenAttempt[];
  historyOf(generationId: string): readonly SeenTransaction[];
  submissionOf(attemptId: string): SeenSubmission | undefined;
  wasKilledDuring(attempt: SeenAttempt): boolean;
}

function relate({ attempts, transactions, submissions, kills }: Evidence): Relations {
  const byGeneration = Map.groupBy(attempts, ({ generationId }) => generationId);
  const histories = Map.groupBy(transactions, ({ generationId }) => generationId);
  const bySubmission = new Map(submissions.map((submission) => [submission.key, submission]));
  return {
    attemptsOf: (id) => byGeneration.get(id) ?? [],
    historyOf: (id) => (histories.get(id) ?? []).toSorted((a, b) => (a.step ?? 0) - (b.step ?? 0)),
    submissionOf: (id) => bySubmission.get(id),
    wasKilledDuring: ({ startedAt, endedAt }) =>
      kills.some((kill) => kill >= startedAt && (endedAt === undefined || kill <= endedAt)),
  };
}

function missing({ accepted, generations }: Evidence): string[] {
  const there = new Set(generations.map(({ id }) => id));
  const told = new Set(accepted);
  return [
    ...accepted.filter((id) => !there.has(id)).map((id) => `generation ${id} was accepted and is gone`),
    ...generations.filter(({ id }) => !told.has(id)).map(({ id }) => `generation ${id} was accepted twice`),
    ...(told.size < accepted.length ? ['two wishes were answered with one generation'] : []),
  ];
}

function wrongEnd({ status, cost, outputs }: SeenGeneration): string[] {
  if (!ENDS.has(status)) return ['it has not ended'];
  if (cost === undefined) return ['it is not settled'];
  if (status === 'SUCCEEDED') return cost > 0n && outputs > 0 ? [] : [`${outputs} outputs for ${cost}`];
  return cost === 0n && outputs === 0 ? [] : [`not delivered, and ${outputs} outputs for ${cost}`];
}

/** One settlement; a charge after a refund when the work came late. */
function wrongBooks({ id, cost = 0n, status }: SeenGeneration, { historyOf }: Relations): string[] {
  const history = historyOf(id);
  const steps = history.map(({ type }) => type).join(' ');
  const expected = status === 'SUCCEEDED' ? ['RESERVE CHARGE', 'RESERVE REFUND CHARGE'] : ['RESERVE REFUND'];
  if (!expected.includes(steps)) return [`its ledger says ${steps}`];
  const paid = -history.reduce((sum, { amount }) => sum + amount, 0n);
  const held = history.reduce((sum, { reservedChange }) => sum + reservedChange, 0n);
  return [
    ...(paid === cost ? [] : [`it says that it cost ${cost}, and ${paid} was paid`]),
    ...(held === 0n ? [] : [`${held} stay reserved`]),
  ];
}

function wrongDelivery(generation: SeenGeneration, about: Relations): string[] {
  const attempts = about.attemptsOf(generation.id);
  const delivering = attempts.filter(({ id }) => (about.submissionOf(id)?.delivered ?? 0) > 0);
  const openEnded = attempts.filter(({ status }) => status === 'SUBMITTED');
  const found = openEnded.map(({ id }) => `its attempt ${id} is still open`);
  if (generation.status === 'SUCCEEDED') return [...found, ...wrongCharge(generation, delivering, about)];
  const unexplained = delivering.filter((attempt) => !isLost(attempt, about) && !cameTooLate(generation, attempt));
  return [
    ...found,
    ...unexplained.map(({ provider, id }) => `${provider} delivered (attempt ${id}), and it was refunded`),
  ];
}

function wrongCharge(generation: SeenGeneration, delivering: readonly SeenAttempt[], about: Relations): string[] {
  const { cost = 0n, price, outputs } = generation;
  const last = delivering.at(-1);
  if (last === undefined) return ['it was charged, and nobody delivered'];
  const isTwice = delivering.slice(0, -1).some((attempt) => !isLost(attempt, about));
  return [
    ...(isTwice ? ['more than one provider delivered'] : []),
    ...wrongOutputs(outputs, last, about),
    ...(cost === price * BigInt(outputs) ? [] : [`${outputs} outputs cost ${cost}, at ${price} each`]),
  ];
}

/** A process that died while it was keeping the files of one answer has kept fewer of them. */
function wrongOutputs(outputs: number, attempt: SeenAttempt, about: Relations): string[] {
  const delivered = about.submissionOf(attempt.id)?.delivered ?? 0;
  const isCutShort = SYNCHRONOUS.has(attempt.provider) && about.wasKilledDuring(attempt);
  if (outputs === delivered || (isCutShort && outputs < delivered)) return [];
  return [`${delivered} outputs were delivered, and it has ${outputs}`];
}

/**
 * The work was in an answer that nobody heard: the connection broke, the process that waited for it was killed, or the call was
 * broken off at the deadline (after a cancel, the generation is canceled then).
 */
function isLost(attempt: SeenAttempt, about: Relations): boolean {
  if (!SYNCHRONOUS.has(attempt.provider)) return false;
  if (attempt.error === 'PROVIDER_TIMEOUT' || attempt.status === 'CANCELED') return true;
  if (attempt.error !== 'PROVIDER_ANSWER_LOST') return false;
  return about.submissionOf(attempt.id)?.lost === true || about.wasKilledDuring(attempt);
}

/**
 * Its customer had canceled it, and its deadline passed while a webhook had the files fetched: it stays canceled, because
 * nobody pays for what was called off.
 */
function cameTooLate({ status, deadline }: SeenGeneration, attempt: SeenAttempt): boolean {
  if (status !== 'CANCELED' || attempt.status !== 'CANCELED') return false;
  if (deadline === undefined || attempt.endedAt === undefined) return false;
  return attempt.endedAt.getTime() >= deadline.getTime() - SLACK_MILLISECONDS;
}

function submittedTwice({ submissions, attempts }: Evidence): string[] {
  const known = new Set(attempts.map(({ id }) => id));
  const seen = new Set<string>();
  const found: string[] = [];
  for (const { key } of submissions) {
    if (seen.has(key)) found.push(`attempt ${key} was submitted twice`);
    if (!known.has(key)) found.push(`attempt ${key} was submitted and never written down`);
    seen.add(key);
  }
  return found;
}

function wrongAccount(
  { id, granted, available, reserved, problems }: SeenAccount,
  { transactions }: Evidence,
): string[] {
  const ofGenerations = transactions.filter((one) => one.accountId === id && one.generationId !== undefined);
  const charged = -ofGenerations.reduce((sum, { amount, reservedChange }) => sum + amount + reservedChange, 0n);
  return [
    ...problems.map((problem) => `account ${id}: ${problem}`),
    ...(reserved === 0n ? [] : [`account ${id}: ${reserved} stay reserved`]),
    ...(granted === available + reserved + charged
      ? []
      : [`account ${id}: ${granted} granted, ${available} available, ${reserved} reserved, ${charged} charged`]),
  ];
}
