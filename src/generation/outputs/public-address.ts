// Which addresses the gateway may download from: the public internet, and nothing that only this machine can reach.
import { lookup } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';
import { Agent, type Dispatcher } from 'undici';
import { guardedLookup, isPublicAddress, type ResolveHost } from '../../webhooks/index.ts';

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
  return new Agent({ connect: { lookup: guardedLookup(resolveHere), timeout: timeoutMilliseconds } });
}

/** As this machine finds names, /etc/hosts included. */
const resolveHere: ResolveHost = async (hostname) =>
  (await lookup(hostname, { all: true })).map(({ address }) => address);
