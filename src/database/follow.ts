// Following something that changes: read what is new, then sleep until the bell rings. What rings it is the caller's.

/** What the next read came to. `wait`: nothing new yet. */
export type Step<T> =
  | { readonly kind: 'item'; readonly value: T }
  /** Nothing comes after it. */
  | { readonly kind: 'last'; readonly value: T }
  | { readonly kind: 'wait' };

export interface FollowOptions<T> {
  /** Called once, before the first read, so that no change falls between; gives back how to leave. */
  readonly join: (wake: () => void) => () => void;
  /** Called again after every item, and whenever the bell has rung. Only as fast as the consumer takes the items. */
  readonly next: () => Promise<Step<T>>;
}

/** Ask for one item at a time. A failure ends it; so does `return`, also a wait that is under way. */
export function follow<T>(options: FollowOptions<T>): AsyncIterableIterator<T> {
  return new Following(options);
}

interface Consumer<T> {
  readonly resolve: (result: IteratorResult<T>) => void;
  readonly reject: (error: unknown) => void;
}

const OVER: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** Thousands of them are woken by one change: few promises and no generators. */
class Following<T> implements AsyncIterableIterator<T> {
  readonly #next: FollowOptions<T>['next'];
  readonly #leave: () => void;
  #consumer: Consumer<T> | undefined;
  #isReading = false;
  /** Since the read under way began: what it gives may be too old. */
  #hasRung = false;
  #isOver = false;

  constructor({ join, next }: FollowOptions<T>) {
    this.#next = next;
    this.#leave = join(() => this.#ring());
  }

  next(): Promise<IteratorResult<T>> {
    if (this.#isOver) return Promise.resolve(OVER);
    return new Promise((resolve, reject) => {
      this.#consumer = { resolve, reject };
      this.#read();
    });
  }

  return(): Promise<IteratorResult<T>> {
    this.#finish()?.resolve(OVER);
    return Promise.resolve(OVER);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #ring(): void {
    this.#hasRung = true;
    if (this.#consumer !== undefined && !this.#isReading) this.#read();
  }

  #read(): void {
    this.#isReading = true;
    this.#hasRung = false;
    this.#next().then(
      (step) => this.#take(step),
      (error: unknown) => this.#finish()?.reject(error),
    );
  }

  #take(step: Step<T>): void {
    this.#isReading = false;
    if (this.#isOver) return;
    if (step.kind === 'wait') {
      if (this.#hasRung) this.#read();
      return;
    }
    const consumer = step.kind === 'last' ? this.#finish() : this.#consumer;
    this.#consumer = undefined;
    consumer?.resolve({ done: false, value: step.value });
  }

  /** Gives the consumer that waits for an item, to be resolved or rejected. */
  #finish(): Consumer<T> | undefined {
    const consumer = this.#consumer;
    this.#consumer = undefined;
    this.#isOver = true;
    this.#leave();
    return consumer;
  }
}
