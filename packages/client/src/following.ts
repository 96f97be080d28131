// Iterables of events that can be left at any moment.

/**
 * An iterable that runs `begin` with a signal of its own, which ends with any of the outer ones and with `return` (a `break` of its
 * loop): a generator alone would only notice with its next event.
 */
export function following<Value>(
  outer: readonly (AbortSignal | undefined)[],
  begin: (signal: AbortSignal) => AsyncGenerator<Value, void, undefined>,
): AsyncIterableIterator<Value, void, undefined> {
  const controller = new AbortController();
  const end = (): void => {
    for (const signal of outer) signal?.removeEventListener('abort', end);
    controller.abort();
  };
  for (const signal of outer) signal?.addEventListener('abort', end, { once: true });
  if (outer.some((signal) => signal?.aborted === true)) end();
  const events = untilAborted(begin(controller.signal), controller.signal, end);
  const iterator: AsyncIterableIterator<Value, void, undefined> = {
    next: () => events.next(),
    return: () => {
      end();
      return events.return();
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}

async function* untilAborted<Value>(
  events: AsyncGenerator<Value, void, undefined>,
  signal: AbortSignal,
  end: () => void,
): AsyncGenerator<Value, void, undefined> {
  try {
    yield* events;
  } catch (error) {
    // What an abort has interrupted, such as a request, rejects: the one who left does not want to hear of it.
    if (!signal.aborted) throw error;
  } finally {
    end();
  }
}
