// The commands of some accounts on their way into batches. Those whose wallets are remembered go ahead: they are decided at once
// and sent behind the batch before, so two are in flight. All others are read, in batches of their own; until they are answered,
// what else is asked of their accounts waits. Nobody waits for an account that is not its own.
import { CommitUnknownError, errorCode, type Pipeline } from '../../database/index.ts';
import type { Outcome } from '../outcomes.ts';
import { UNIQUE_VIOLATION } from './execute-batch.ts';
import { type Ahead, decideAhead } from './go-ahead.ts';
import { OverloadedError } from './group-commit.ts';
import { OpenCommands, type Turn } from './open-commands.ts';
import { type CommandQueue, type CommandQueueOptions, createReadingQueue } from './reading-queue.ts';
import { RememberedWallets } from './remembered-wallets.ts';
import type { Submission } from './submission.ts';
import type { WatchedBatch } from './watched-batch.ts';
import { CHANGED_MEANWHILE } from './write-drafts.ts';

export function createRememberingQueue(options: CommandQueueOptions): CommandQueue {
  const queue = new RememberingQueue(options);
  return {
    submit: (submission) => queue.submit(submission),
    drain: () => queue.drain(),
    open: () => queue.openWork(),
  };
}

/** Batches that may have gone ahead and not been answered: PostgreSQL works on one while the next is decided. */
const MOST_AHEAD = 2;

interface Waiting {
  readonly submission: Submission;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
  /** In which it came. */
  readonly turn: Turn;
  /** It did not fit what was remembered. */
  mustRead: boolean;
  /** It is on its way. */
  isGone: boolean;
}

const accountOf = ({ submission }: Waiting): string => submission.command.accountId;

class RememberingQueue {
  readonly #options: CommandQueueOptions;
  readonly #wallets = new RememberedWallets();
  readonly #reading: CommandQueue;
  readonly #pipeline: Pipeline;
  #waiting: Waiting[] = [];
  /** Commands of each account that are on their way. */
  readonly #ahead = new Map<string, number>();
  readonly #read = new Map<string, number>();
  #batchesAhead = 0;
  #commandsAhead = 0;
  #isOpening = false;
  #isScheduled = false;
  /** Submitted and not answered. */
  #open = 0;
  readonly #openCommands = new OpenCommands();
  /** Of what comes until the next dispatch. */
  #turn: Turn | undefined;
  readonly #whenAnswered: (() => void)[] = [];

  constructor(options: CommandQueueOptions) {
    this.#options = options;
    this.#reading = createReadingQueue(options, this.#wallets);
    this.#pipeline = options.database.pipeline();
  }

  submit(submission: Submission): Promise<Outcome> {
    if (this.#waiting.length >= this.#options.longestQueue) {
      return Promise.reject(new OverloadedError(`${this.#waiting.length} ledger commands are waiting already`));
    }
    return new Promise((resolve, reject) => {
      this.#open += 1;
      this.#turn ??= this.#openCommands.begin();
      this.#turn.open += 1;
      this.#waiting.push({ submission, resolve, reject, turn: this.#turn, mustRead: false, isGone: false });
      this.#schedule();
    });
  }

  openWork(): ReturnType<CommandQueue['open']> {
    return this.#openCommands.read();
  }

  drain(): Promise<void> {
    return this.#open === 0 ? Promise.resolve() : new Promise((resolve) => this.#whenAnswered.push(resolve));
  }

  /** When all that arrives in this turn is there. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#turn = undefined;
      this.#dispatch();
    });
  }

  #dispatch(): void {
    // What is known of a period is known at one moment.
    const now = this.#options.now();
    let known = this.#sort(now);
    while (this.#canGoAhead(known)) known = this.#goAhead(known, now);
    this.#waiting = this.#waiting.filter(({ isGone }) => !isGone);
  }

  /** Sends to be read what is not known, and gives what is. What has to wait for others of its account stays. */
  #sort(now: Date): readonly Waiting[] {
    const isKnown = ({ submission: { command, companion }, mustRead }: Waiting): boolean =>
      !mustRead && companion?.kind !== 'asks' && this.#wallets.knows(command, now);
    const ready = this.#waiting.filter((waiting) => !this.#read.has(accountOf(waiting)));
    const unknown = new Set<string>();
    for (const waiting of ready) if (!isKnown(waiting)) unknown.add(accountOf(waiting));
    if (unknown.size === 0) return ready;
    for (const waiting of ready) {
      const accountId = accountOf(waiting);
      if (unknown.has(accountId) && !this.#ahead.has(accountId)) this.#readOne(waiting);
    }
    return ready.filter((waiting) => !unknown.has(accountOf(waiting)));
  }

  #readOne(waiting: Waiting): void {
    const accountId = accountOf(waiting);
    waiting.isGone = true;
    count(this.#read, accountId, 1);
    const done = (): void => {
      count(this.#read, accountId, -1);
      this.#schedule();
    };
    this.#reading.submit(waiting.submission).then(
      (outcome) => {
        this.#answer(waiting, () => waiting.resolve(outcome));
        done();
      },
      (error: unknown) => {
        this.#answer(waiting, () => waiting.reject(error));
        done();
      },
    );
  }

  /** A second batch goes when it is worth it: others may arrive until the first is answered. */
  #canGoAhead(known: readonly Waiting[]): boolean {
    if (known.length === 0 || this.#batchesAhead === MOST_AHEAD || this.#isOpening) return false;
    if (this.#batchesAhead > 0 && known.length * 2 < this.#commandsAhead) return false;
    if (this.#pipeline.isOpen) return true;
    this.#isOpening = true;
    const opened = (): void => {
      this.#isOpening = false;
      this.#dispatch();
    };
    this.#pipeline.open().then(opened, () => {
      // Reading says what is wrong.
      for (const waiting of this.#waiting) waiting.mustRead = true;
      opened();
    });
    return false;
  }

  /** Half of all that is there, so that the two batches in flight are of about the same size. Gives what may go behind it. */
  #goAhead(known: readonly Waiting[], now: Date): readonly Waiting[] {
    const half = (known.length + this.#commandsAhead + 1) >> 1;
    const batch = known.slice(0, Math.min(half, this.#options.largestBatch));
    const submissions = batch.map(({ submission }) => submission);
    const ahead = this.#decide(batch, submissions, now);
    if (ahead === undefined) {
      this.#schedule();
      return [];
    }
    this.#wallets.keep(ahead.written);
    this.#depart(batch, 1);
    const beganAt = performance.now();
    const watched = (end: WatchedBatch['end'], outcomes?: readonly Outcome[]): void =>
      this.#options.onBatch?.({ path: 'remembered', end, submissions, outcomes, beganAt });
    this.#pipeline.transaction(ahead.statements).then(
      () => {
        this.#depart(batch, -1);
        this.#options.counts.remembered += 1;
        this.#options.onExecuted(submissions);
        watched('committed', ahead.outcomes);
        batch.forEach((waiting, index) =>
          this.#answer(waiting, () => waiting.resolve(ahead.outcomes[index] as Outcome)),
        );
        this.#schedule();
      },
      (error: unknown) => {
        this.#depart(batch, -1);
        watched(hasChanged(error) ? 'changed_meanwhile' : 'failed');
        this.#readAfter(error, batch);
        this.#schedule();
      },
    );
    return known.slice(batch.length);
  }

  /** Undefined when some of it has to be read. */
  #decide(batch: readonly Waiting[], submissions: readonly Submission[], now: Date): Ahead | undefined {
    const remembered = this.#wallets.recall(submissions.map(({ command }) => command));
    let refused: ReadonlySet<string>;
    try {
      const decision = decideAhead(submissions, remembered, now);
      if (!('refused' in decision)) return decision;
      ({ refused } = decision);
    } catch {
      // One of them is wrong in itself: when they are read, it is the one that gets the error.
      refused = new Set(batch.map(accountOf));
    }
    for (const waiting of batch) if (refused.has(accountOf(waiting))) waiting.mustRead = true;
    return undefined;
  }

  #depart(batch: readonly Waiting[], change: 1 | -1): void {
    this.#batchesAhead += change;
    this.#commandsAhead += change * batch.length;
    for (const waiting of batch) {
      waiting.isGone = change === 1;
      count(this.#ahead, accountOf(waiting), change);
    }
  }

  /** Nothing of it is there, or it is not known: whoever is read decides on what really is. */
  #readAfter(error: unknown, batch: readonly Waiting[]): void {
    const commands = batch.map(({ submission }) => submission.command);
    if (hasChanged(error)) {
      this.#options.counts.changedMeanwhile += 1;
      this.#wallets.doubt(commands);
    } else {
      this.#options.counts.failed += 1;
      this.#wallets.forget(commands);
    }
    const [first] = batch;
    if (first !== undefined && batch.length === 1 && error instanceof CommitUnknownError) {
      this.#answer(first, () => first.reject(error));
      return;
    }
    for (const waiting of batch) waiting.mustRead = true;
    this.#waiting.unshift(...batch);
  }

  #answer({ turn }: Waiting, settle: () => void): void {
    settle();
    turn.open -= 1;
    this.#open -= 1;
    if (this.#open > 0) return;
    for (const answered of this.#whenAnswered.splice(0)) answered();
  }
}

/** PostgreSQL refused a batch that went ahead, because what it went by had changed. */
function hasChanged(error: unknown): boolean {
  const code = errorCode(error);
  return code === CHANGED_MEANWHILE || code === UNIQUE_VIOLATION;
}

function count(counts: Map<string, number>, accountId: string, change: number): void {
  const next = (counts.get(accountId) ?? 0) + change;
  if (next === 0) counts.delete(accountId);
  else counts.set(accountId, next);
}
