// The gateway's own addresses, without a slash at the end.
import type { Configuration } from '../config/index.ts';

const EVERYWHERE = new Set(['0.0.0.0', '::']);

/** As customers see it: `http://127.0.0.1:4000`. */
export function publicUrl({ publicUrl: given, host }: Configuration, port: number): string {
  return given ?? `http://${EVERYWHERE.has(host) ? 'localhost' : bracketed(host)}:${port}`;
}

/** As this machine reaches it, past any proxy. */
export function localUrl({ host }: Configuration, port: number): string {
  return `http://${EVERYWHERE.has(host) ? '127.0.0.1' : bracketed(host)}:${port}`;
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
