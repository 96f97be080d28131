// Whose request it is: the address of the other end, or, behind proxies that the configuration names, what they say.
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';
import { readAddress } from '../../keys/index.ts';

export interface Connection {
  /** Of the other end of the connection. */
  readonly remote: string | undefined;
  /** X-Forwarded-For; each proxy appends the address that it received the request from. */
  readonly forwardedFor: string | undefined;
}

export function connectionOf({ socket, headers }: IncomingMessage): Connection {
  const { 'x-forwarded-for': forwardedFor } = headers;
  return { remote: socket.remoteAddress, forwardedFor: forwardedFor?.toString() };
}

export interface Client {
  /** IPv4 addresses that were written as IPv6 are IPv4; undefined when the connection is gone. */
  readonly address: string | undefined;
  /** What distinguishes clients: an IPv4 address, or an IPv6 network of 64 bits, of one customer. */
  readonly network: string;
}

export type ClientOf = (connection: Connection) => Client;

export function createClientOf(trustedProxies: readonly string[]): ClientOf {
  const trusted = toBlockList(trustedProxies);
  const hasProxies = trustedProxies.length > 0;
  const isTrusted = (address: string): boolean =>
    hasProxies && isIP(address) !== 0 && trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  const clients = new LRUCache<string, Client>({ max: REMEMBERED_ADDRESSES, memoMethod: clientAt });
  return ({ remote, forwardedFor }) => {
    let address = remote ?? '';
    const hops = (forwardedFor ?? '').split(',');
    // From the end on: what stands before the first address that is no proxy of ours, the client may have made up.
    while (isTrusted(address)) {
      const before = withoutPort(hops.pop() ?? '');
      if (isIP(before) === 0) break;
      address = before;
    }
    return clients.memo(address);
  };
}

/** Connections send many requests, and to read an address takes longer than to look it up. */
const REMEMBERED_ADDRESSES = 1_000;

function toBlockList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', length] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (length === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(length), family);
  }
  return list;
}

/** Some proxies add the port: `192.0.2.1:1234`, `[2001:db8::1]:1234`. */
function withoutPort(address: string): string {
  const text = address.trim();
  const [, bracketed] = /^\[([^\]]+)\](?::\d+)?$/.exec(text) ?? [];
  const [, plain] = /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text) ?? [];
  return bracketed ?? plain ?? text;
}

function clientAt(text: string): Client {
  const parsed = readAddress(text);
  if (parsed === undefined) return { address: undefined, network: 'unknown' };
  const address = parsed.toString();
  return { address, network: parsed instanceof ipaddr.IPv4 ? address : networkOf(parsed) };
}

function networkOf({ parts }: ipaddr.IPv6): string {
  const first = parts.slice(0, 4).map((part) => part.toString(16));
  return `${first.join(':')}::/64`;
}
