// Forms that values of the environment may have to have.
import { isIP } from 'node:net';
import { isLoopbackName } from './decide-exposure.ts';

export function isPostgresUrl(value: string): boolean {
  return ['postgres:', 'postgresql:'].includes(parseUrl(value)?.protocol ?? '');
}

export function isBaseUrl(value: string): boolean {
  const url = parseUrl(value);
  return url !== undefined && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '';
}

export function splitList(value: string): string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Without path, query, user, password or wildcard. */
export function isOrigin(value: string): boolean {
  const url = parseUrl(value);
  const isExact = url?.username === '' && url.password === '' && url.pathname === '/' && !url.host.includes('*');
  return isExact && isBaseUrl(value);
}

/** Nobody on the way can read or change what comes from there. */
export function isSafeUrl(value: string): boolean {
  const url = parseUrl(value);
  const isPlain = url?.username === '' && url.password === '' && url.hash === '';
  if (!isPlain) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackName(url.hostname));
}

export function isSeed(value: string): boolean {
  return /^[A-Za-z0-9+/]{43}=$/.test(value);
}

/** A name or an address, an IPv6 one in brackets. */
export function isHostName(value: string): boolean {
  return /^([A-Za-z0-9_][A-Za-z0-9._-]*|\[[0-9A-Fa-f:.]+\])$/.test(value) && URL.canParse(`http://${value}`);
}

/** An address, alone or with the length of its network: `10.0.0.0/8`. */
export function isNetwork(value: string): boolean {
  const [address = '', length, ...rest] = value.split('/');
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return (
    rest.length === 0 && bits > 0 && (length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= bits))
  );
}

export function parseUrl(value: string): URL | undefined {
  return URL.canParse(value) ? new URL(value) : undefined;
}
