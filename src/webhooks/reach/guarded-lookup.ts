// The lookup that a socket connects by. The addresses that were checked are the ones that are connected to, so a name
// that leads elsewhere a moment later (DNS rebinding) gains nothing.
import type { LookupAddress } from 'node:dns';
import { isIPv6, type LookupFunction } from 'node:net';
import { type ResolveHost, resolvePublic } from './resolve-host.ts';

export function guardedLookup(resolve: ResolveHost): LookupFunction {
  return (hostname, options, callback) => {
    const answer = (addresses: readonly string[]): void => {
      const found = addresses.map(toLookupAddress);
      if (options.all === true) callback(null, found);
      else callback(null, found[0]?.address ?? '', found[0]?.family);
    };
    resolvePublic(resolve, hostname).then(answer, (error: unknown) => callback(error as NodeJS.ErrnoException, ''));
  };
}

const toLookupAddress = (address: string): LookupAddress => ({ address, family: isIPv6(address) ? 6 : 4 });
