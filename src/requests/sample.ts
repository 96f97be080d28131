// Which requests are kept when only a share of them is: decided by the id alone, so that every process, and every change of one
// request, decides the same.

const LARGEST = 2 ** 32;

/** `share`: from 0 to 1. The last digits of a UUIDv7 are random. */
export const isKept = (id: string, share: number): boolean =>
  share >= 1 || (share > 0 && Number.parseInt(id.slice(-8), 16) < share * LARGEST);
