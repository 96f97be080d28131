// A sleep that a bell ends. One ring is remembered, so that what happens between looking and sleeping is not missed.

export interface Alarm {
  ring(): void;
  /** Ends after `milliseconds`, or when it rings. */
  wait(milliseconds: number): Promise<void>;
}

export function createAlarm(): Alarm {
  let hasRung = false;
  let wake: () => void = () => undefined;
  return {
    ring: () => {
      hasRung = true;
      wake();
    },
    wait: async (milliseconds) => {
      let timer: NodeJS.Timeout | undefined;
      if (!hasRung) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          timer = setTimeout(resolve, milliseconds);
        });
      }
      clearTimeout(timer);
      hasRung = false;
    },
  };
}
