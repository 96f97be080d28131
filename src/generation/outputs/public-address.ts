// Which addresses the gateway may download from: the public internet, and nothing that only this machine can reach.
import { lookup as lookupName } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Agent, type Dispatcher } from 'undici';
import { isPublicAddress } from '../../webhooks/index.ts';

/** Whether a URL may be asked for at all; the addresses its name stands for are checked when it is connected to. */
export function isPublicHttps(url: URL): boolean {
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '') return false;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return !ipaddr.isValid(host) || isPublicAddress(host);
}

/**
 * Connects to public addresses only. The name is looked up once and the answer used for the connection, so that it cannot
 * point somewhere else between the check and the call.
 */
export function createPublicDispatcher(timeoutMilliseconds: number): Dispatcher {
  return new Agent({ connect: { lookup: lookupPublic, timeout: timeoutMilliseconds } });
}

const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookupName(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses;
    if (error !== null) callback(error, '', 0);
    else if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) {
      callback(new Error('The name does not stand for public addresses only.'), '', 0);
    } else if (options.all === true) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};
