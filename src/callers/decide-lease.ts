// How many requests of an account's minute a gateway takes in advance from what all gateways share. Pure.

/** What one gateway knows of an account's minute. */
export interface Lease {
  /** Taken, and not used. */
  readonly left: number;
  /** Used by this gateway. */
  readonly used: number;
  /** What nobody had taken when it was asked last: since then it can only have become less. */
  readonly pool: number;
}

/** Of what nobody has taken, a gateway takes an eighth in advance at most: that much can lie idle in one while another refuses. */
const SHARE = 8;

/** As much again as it has used, so that a gateway with few requests keeps few of them, and the first one none. */
export function decideLease(lease: Lease | undefined, needed: number): number {
  if (lease === undefined) return needed;
  const inAdvance = Math.min(lease.used, (lease.pool - (lease.pool % SHARE)) / SHARE);
  return Math.max(1, needed - lease.left) + inAdvance;
}

/** Whether requests can be answered without asking, or can be refused without: what is left can only become less. */
export function decideByLease({ left, pool }: Lease, needed: number): 'allowed' | 'refused' | 'ask' {
  if (needed <= left) return 'allowed';
  return needed <= left + pool ? 'ask' : 'refused';
}
