// From where a key may be used: addresses and networks in CIDR form. An IPv4 address that is written as IPv6 is the IPv4 address.
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { holds, type KeyPowers, type KeyRefusal } from './decide-key-powers.ts';

export const MOST_NETWORKS = 50;

type Network = readonly [base: ipaddr.IPv4 | ipaddr.IPv6, bits: number];
type NetworkReading = { readonly network: string } | { readonly problem: string };

const MAPPED_BITS = 96;

/** `192.0.2.7` -> `192.0.2.7/32`; what has bits beyond its length is refused, because one of the two is wrong. */
export function readNetwork(text: string): NetworkReading {
  const [address = '', length, ...rest] = text.trim().split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  const bits = length === undefined ? most : readLength(length);
  const isRange = rest.length === 0 && most > 0 && bits <= most && isUnambiguous(address);
  if (!isRange) return { problem: 'This is no address and no network of one.' };
  const [base, plainBits] = withoutMapping(ipaddr.parse(address), bits);
  if (plainBits < 0) return { problem: 'Write a network of IPv4 addresses as such.' };
  const network = `${networkAddress(base, plainBits)}/${plainBits}`;
  if (network === `${base.toString()}/${plainBits}`) return { network };
  return { problem: `The network of this length is ${network}.` };
}

/** Neither of an interface, nor of the old form `::192.0.2.7`, which ipaddr.js takes for the IPv4 address that it never was. */
function isUnambiguous(address: string): boolean {
  return !address.includes('%') && !/^::\d+\./.test(address);
}

/** The address of a client, IPv4 where it was written as IPv6; undefined for what is none. */
export function readAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const [withoutZone = ''] = text.split('%');
  return isIP(withoutZone) !== 0 && isUnambiguous(withoutZone) ? ipaddr.process(withoutZone) : undefined;
}

function readLength(length: string): number {
  return /^\d{1,3}$/.test(length) ? Number(length) : Number.POSITIVE_INFINITY;
}

function withoutMapping(base: ipaddr.IPv4 | ipaddr.IPv6, bits: number): Network {
  const isMapped = base instanceof ipaddr.IPv6 && base.isIPv4MappedAddress();
  return isMapped ? [base.toIPv4Address(), bits - MAPPED_BITS] : [base, bits];
}

function networkAddress(base: ipaddr.IPv4 | ipaddr.IPv6, bits: number): string {
  const text = `${base.toString()}/${bits}`;
  const kind = base instanceof ipaddr.IPv4 ? ipaddr.IPv4 : ipaddr.IPv6;
  return kind.networkAddressFromCIDR(text).toString();
}

/** Whether an address lies in one of the networks; without networks any does. What is no address lies in none. */
export function createReach(networks: readonly string[]): (address: string | undefined) => boolean {
  if (networks.length === 0) return () => true;
  const parsed = networks.map((network) => ipaddr.parseCIDR(network));
  return (address) => {
    const from = address === undefined ? undefined : readAddress(address);
    return from !== undefined && parsed.some((network) => liesIn(from, network));
  };
}

function liesIn(address: ipaddr.IPv4 | ipaddr.IPv6, [base, bits]: Network): boolean {
  return address.kind() === base.kind() && address.match(base, bits);
}

type Reaching = Pick<KeyPowers, 'scopes' | 'allowedIps'>;

/**
 * What a key may be given of addresses: from nowhere that the acting key may not be used from itself. Of a key that may do more than
 * the acting one nothing is changed: its owner would be locked out.
 */
export function decideReach(change: {
  readonly acting: Reaching;
  readonly before: Reaching | undefined;
  readonly after: Pick<KeyPowers, 'allowedIps'>;
}): KeyRefusal | undefined {
  const { acting, before, after } = change;
  const isMore = before === undefined || !isWithin(after.allowedIps, before.allowedIps);
  const isLess = before !== undefined && !isWithin(before.allowedIps, after.allowedIps);
  if ((isMore || isLess) && before !== undefined && !holds(acting, before.scopes)) {
    return { code: 'MIGHTIER_KEY', path: 'allowedIps' };
  }
  if (!isMore || isWithin(after.allowedIps, acting.allowedIps)) return undefined;
  return { code: 'REACH_BEYOND_OWN', own: acting.allowedIps };
}

/** None at all is from anywhere. */
export function isWithin(inner: readonly string[], outer: readonly string[]): boolean {
  if (outer.length === 0) return true;
  const around = outer.map((network) => ipaddr.parseCIDR(network));
  const isCovered = (network: string): boolean => {
    const [base, bits] = ipaddr.parseCIDR(network);
    return around.some((one) => one[1] <= bits && liesIn(base, one));
  };
  return inner.length > 0 && inner.every(isCovered);
}
