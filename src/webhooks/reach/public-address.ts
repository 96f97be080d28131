// Addresses on the public internet, and nothing else. What is not known to be public is not.
import ipaddr from 'ipaddr.js';

/** Azure's host agent: a public address that every virtual machine there reaches its host by. */
const AZURE_HOST = '168.63.129.16';
/** What IANA gives out of IPv6: the rest, with IPv4 in disguise, is for special use. */
const GLOBAL_UNICAST: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];

export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast') return false;
  if (address instanceof ipaddr.IPv6) return address.match(...GLOBAL_UNICAST);
  return address.toString() !== AZURE_HOST;
}
