// Commands that were submitted and not answered, for whoever watches. Those of one turn of the event loop share a count and a moment:
// the clock is asked once for all of them, and nothing is made for each.

export interface OpenWork {
  /** Submitted and not answered, in a batch or before it. */
  readonly commands: number;
  /** How long the oldest of them has been waiting; 0 when there are none. */
  readonly oldestMilliseconds: number;
}

export interface Turn {
  readonly since: number;
  open: number;
}

export class OpenCommands {
  #turns: Turn[] = [];

  begin(): Turn {
    // Most have been answered by now; the list is as long as the slowest batch makes it.
    this.#dropAnswered();
    const turn = { since: performance.now(), open: 0 };
    this.#turns.push(turn);
    return turn;
  }

  read(): OpenWork {
    this.#dropAnswered();
    const oldest = this.#turns.find(({ open }) => open > 0);
    return {
      commands: this.#turns.reduce((sum, { open }) => sum + open, 0),
      oldestMilliseconds: oldest === undefined ? 0 : performance.now() - oldest.since,
    };
  }

  #dropAnswered(): void {
    const first = this.#turns.findIndex(({ open }) => open > 0);
    if (first === -1) this.#turns = [];
    else if (first > 0) this.#turns = this.#turns.slice(first);
  }
}

/** Of several queues. */
export function sumOpen(works: readonly OpenWork[]): OpenWork {
  return {
    commands: works.reduce((sum, { commands }) => sum + commands, 0),
    oldestMilliseconds: Math.max(0, ...works.map(({ oldestMilliseconds }) => oldestMilliseconds)),
  };
}
