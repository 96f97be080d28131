export interface Paced {
  /** Does it now; while it is done, or was a moment ago, once more afterwards. */
  (): void;
  /** Nothing is done any more. */
  end(): void;
}

/** What is asked for often is done one at a time, with a pause in between, and once for all who asked meanwhile. */
export function pacing(pauseMilliseconds: number, work: () => Promise<void>): Paced {
  let isBusy = false;
  let isWanted = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const free = (): void => {
    isBusy = false;
    if (isWanted) paced();
  };
  const paced = (): void => {
    isWanted = isBusy;
    if (isBusy) return;
    isBusy = true;
    // What failed is done with the next one.
    void work()
      .catch(() => undefined)
      .then(() => {
        timer = setTimeout(free, pauseMilliseconds);
      });
  };
  return Object.assign(paced, {
    end: () => {
      isBusy = true;
      isWanted = false;
      clearTimeout(timer);
    },
  });
}
