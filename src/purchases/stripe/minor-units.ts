/** Stripe's amounts are JSON numbers. */
export function minorUnits(amount: bigint): number {
  const number = Number(amount);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${amount} minor units are more than JSON can carry`);
  return number;
}
