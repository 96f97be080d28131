// Counts in sentences.

/** 1, `account` -> `1 account`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
