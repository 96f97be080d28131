// Credits are decimal texts of at most six places: compared as whole numbers, never as floats.

const PLACES = 6;
const CREDITS = /^(-?)(\d+)(?:\.(\d{1,6}))?$/;

/** Below 0 when `a` is less than `b`, above 0 when it is more. Throws RangeError for what is no amount of credits. */
export function compareCredits(a: string, b: string): number {
  const difference = microCredits(a) - microCredits(b);
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}

function microCredits(text: string): bigint {
  const [, sign, whole, fraction = ''] = CREDITS.exec(text) ?? [];
  if (whole === undefined) throw new RangeError(`"${text}" is no amount of credits, such as "12.5".`);
  return BigInt(`${sign}${whole}${fraction.padEnd(PLACES, '0')}`);
}
