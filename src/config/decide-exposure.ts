// Who can reach this gateway. What is only for one's own machine (the demo key on a page, simulated payments) hangs on it.

export type Exposure = 'loopback' | 'reachable';

export interface Addresses {
  /** What it listens on: an address or a name. */
  readonly host: string;
  readonly publicUrl: string | undefined;
  /** Addresses of the proxies in front of it. */
  readonly trustedProxies: readonly string[];
}

/**
 * `loopback`: programs of this machine only. A public address or a proxy says that others come in by another way, whatever
 * the gateway itself listens on. What is not plainly this machine counts as reachable.
 */
export function decideExposure({ host, publicUrl, trustedProxies }: Addresses): Exposure {
  const names = publicUrl === undefined ? [host] : [host, new URL(publicUrl).hostname];
  return trustedProxies.length === 0 && names.every(isLoopbackName) ? 'loopback' : 'reachable';
}

/** Whether only this machine is meant by a name or address, as it stands in a setting or in a URL. */
export function isLoopbackName(name: string): boolean {
  const plain = name
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
  return plain === 'localhost' || plain === '::1' || /^127(\.(0|[1-9]\d{0,2})){3}$/.test(plain);
}
