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

/** An iterator rather than a generator: `return` must end a wait that is under way. */
export function follow<T>({ join, next }: FollowOptions<T>): AsyncIterableIterator<T> {
  const bell = createBell();
  const leave = join(bell.ring);
  let isOver = false;
  const finish = (): void => {
    isOver = true;
    leave();
    bell.ring();
  };
  const advance = async (): Promise<IteratorResult<T>> => {
    while (!isOver) {
      const step = await next();
      if (step.kind === 'last') finish();
      if (step.kind !== 'wait') return { done: false, value: step.value };
      await bell.wait();
    }
    return { done: true, value: undefined };
  };
  return {
    next: async () => {
      try {
        return await advance();
      } catch (error) {
        finish();
        throw error;
      }
    },
    return: () => {
      finish();
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Remembers one ring, so that a change between reading and waiting is not missed. */
function createBell() {
  let hasRung = false;
  let wake: (() => void) | undefined;
  return {
    ring: (): void => {
      hasRung = true;
      wake?.();
    },
    wait: async (): Promise<void> => {
      if (!hasRung) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      hasRung = false;
      wake = undefined;
    },
  };
}
