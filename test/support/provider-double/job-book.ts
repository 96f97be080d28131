// What the double was asked for, and what it really did: a chaos run compares the gateway's ledger with this.
import { randomBytes, randomUUID } from 'node:crypto';
import type { Behaviour } from './behaviour.ts';

export interface Submission {
  /** The attempt, from the header `idempotency-key`. */
  readonly key: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly webhookUrl: string | undefined;
  readonly behaviour: Behaviour;
  /** Undefined when it was refused. */
  jobId: string | undefined;
}

export interface DoubleJob {
  readonly id: string;
  readonly key: string;
  readonly path: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Outputs it makes. */
  readonly count: number;
  readonly webhookUrl: string | undefined;
  readonly behaviour: Behaviour;
  readonly createdAt: Date;
  state: 'running' | 'done' | 'failed' | 'canceled';
  pollsLeft: number;
  /** Numbers of the outputs that were handed over whole and readable. */
  readonly delivered: Set<number>;
}

export type NewJob = Pick<DoubleJob, 'input' | 'count' | 'webhookUrl'>;

export class JobBook {
  readonly submissions: Submission[] = [];
  readonly jobs = new Map<string, DoubleJob>();
  /** Called when a job ends by itself. */
  onEnd: (job: DoubleJob) => void = () => undefined;
  readonly #now: () => Date;
  readonly #makeId: () => string;

  constructor(now: () => Date, makeId: () => string) {
    this.#now = now;
    this.#makeId = makeId;
  }

  record(submission: Omit<Submission, 'jobId'>): Submission {
    const recorded: Submission = { ...submission, jobId: undefined };
    this.submissions.push(recorded);
    return recorded;
  }

  accept(submission: Submission, { input, count, webhookUrl }: NewJob): DoubleJob {
    const { key, path, behaviour } = submission;
    const pollsLeft = behaviour.work === 'never-ends' ? Number.POSITIVE_INFINITY : (behaviour.pendingPolls ?? 0);
    const job: DoubleJob = {
      id: this.#makeId(),
      key,
      path,
      input,
      count,
      webhookUrl,
      behaviour,
      createdAt: this.#now(),
      state: 'running',
      pollsLeft,
      delivered: new Set(),
    };
    submission.jobId = job.id;
    this.jobs.set(job.id, job);
    return job;
  }

  /** One question nearer to the end. */
  advance(job: DoubleJob): void {
    if (job.state !== 'running') return;
    if (job.pollsLeft > 0) job.pollsLeft -= 1;
    else this.end(job);
  }

  end(job: DoubleJob): void {
    if (job.state !== 'running') return;
    const fails = job.behaviour.work === 'fails' || job.behaviour.work === 'policy';
    job.state = fails ? 'failed' : 'done';
    this.onEnd(job);
  }

  cancel(job: DoubleJob): void {
    if (job.state === 'running') job.state = 'canceled';
  }

  /** Attempts for which more than one job was taken on: there must be none, whatever happens. */
  submittedTwice(): string[] {
    const keys = [...this.jobs.values()].map(({ key }) => key);
    return [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))];
  }
}

export const shortId = (): string => randomBytes(13).toString('hex');
export const uuid = (): string => randomUUID();
