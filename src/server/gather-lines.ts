// Lines of a log are handed on in pieces: to hand one on costs several times what it costs to write the line, since it wakes the thread
// that writes, and sonic-boom measures all that is waiting again with each.
import type { DestinationStream } from 'pino';

/** What pino's `destination` gives: it is ended when the process is. */
export interface Destination {
  write(text: string): unknown;
  /** Has written what waits when it returns. */
  flushSync(): void;
  once(event: 'close', listener: () => void): unknown;
}

export interface Gathering {
  /** As soon as there is this much, */
  readonly characters: number;
  /** or after this time at the latest. */
  readonly waitMilliseconds: number;
}

export interface GatheredLines extends DestinationStream {
  /** Everything is written when it returns. */
  flushSync(): void;
}

/** Lines keep their order. A process that ends, however it does but by SIGKILL, writes them first. */
export function gatherLines(destination: Destination, { characters, waitMilliseconds }: Gathering): GatheredLines {
  let lines: string[] = [];
  let waiting = 0;
  let isOpen = true;
  const handOn = (): void => {
    if (waiting === 0 || !isOpen) return;
    const text = lines.join('');
    lines = [];
    waiting = 0;
    destination.write(text);
  };
  setInterval(handOn, waitMilliseconds).unref();
  destination.once('close', () => {
    isOpen = false;
  });
  // Before pino writes what waits, and ends the destination.
  process.prependListener('beforeExit', handOn);
  process.prependListener('exit', handOn);
  return {
    write: (line) => {
      lines.push(line);
      waiting += line.length;
      if (waiting >= characters) handOn();
    },
    flushSync: () => {
      handOn();
      if (isOpen) destination.flushSync();
    },
  };
}
