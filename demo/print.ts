// Plain words on a terminal, or in a file.

const isTerminal = process.stdout.isTTY;
let steps = 0;

/** The heading of the next step. */
export function step(title: string): void {
  steps += 1;
  console.log(`\n${steps}. ${isTerminal ? `\u001b[1m${title}\u001b[22m` : title}`);
}

export function say(text: string): void {
  console.log(`   ${text}`);
}

/** Pairs of a word and a value, the values in one column. */
export function list(pairs: readonly (readonly [string, string])[]): void {
  const width = Math.max(...pairs.map(([word]) => word.length));
  for (const [word, value] of pairs) say(`${word.padEnd(width)}  ${value}`);
}

/** Columns as wide as their longest cell; the named ones aligned to the right, as numbers are. */
export function table(rows: readonly (readonly string[])[], rightAligned: readonly number[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return rightAligned.includes(column) ? cell.padStart(width) : cell.padEnd(width);
    });
    say(cells.join('  ').trimEnd());
  }
}

export interface Progress {
  show(text: string): void;
  done(): void;
}

const TICK_MILLISECONDS = 100;

/** One line that is rewritten, with the seconds that have passed; without a terminal, one line per change. */
export function progress(): Progress {
  const start = Date.now();
  const seconds = (): string => `${((Date.now() - start) / 1000).toFixed(1)} s`;
  let text = '';
  const draw = (): boolean => process.stdout.write(`\r\u001b[2K   ${text} ${seconds()}`);
  const ticking = isTerminal ? setInterval(draw, TICK_MILLISECONDS) : undefined;
  return {
    show: (next) => {
      text = next;
      if (isTerminal) draw();
      else say(`${text} ${seconds()}`);
    },
    done: () => {
      clearInterval(ticking);
      if (isTerminal) console.log();
    },
  };
}
