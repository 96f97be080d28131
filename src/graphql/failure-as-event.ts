/** A failure in the middle is an event too: it must end this subscription, not the whole socket. */
export type EventOrFailure<T> = T | Error;

/** Not an async generator: its return() would wait for a pending next(), and a client that leaves would not be let go. */
export function failureAsEvent<T>(source: AsyncIterableIterator<T>): AsyncIterableIterator<EventOrFailure<T>> {
  let isOver = false;
  return {
    next: async () => {
      if (isOver) return { done: true, value: undefined };
      try {
        return await source.next();
      } catch (error) {
        isOver = true;
        return { done: false, value: error instanceof Error ? error : new Error(String(error)) };
      }
    },
    return: async () => {
      isOver = true;
      await source.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
