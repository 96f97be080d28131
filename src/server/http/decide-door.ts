// By which names a gateway may be asked, and which pages may speak to it. A page on a name of its own can be made to lead to
// this machine (DNS rebinding): the browser then takes the gateway for that page's own server, and shows it what comes back.
import { type Configuration, isLoopbackName } from '../../config/index.ts';

export interface Doors {
  /** Whether a request names this gateway in its Host header. Names of this machine always do. */
  isOwnHost(host: string | undefined): boolean;
  /** A probe knows an address at most; a page cannot have one as its name without being there. */
  isProbesHost(host: string | undefined): boolean;
  /** Whether a page is of this gateway, or allowed. A request without Origin comes from no page. */
  isOwnOrigin(origin: string | undefined, host: string | undefined): boolean;
}

const HOST = /^(?:[a-z0-9_][a-z0-9._-]*|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;
const EVERYWHERE = new Set(['0.0.0.0', '::']);

export function createDoors(
  configuration: Pick<Configuration, 'host' | 'publicUrl' | 'allowedHosts' | 'allowedOrigins' | 'corsOrigins'>,
): Doors {
  const { host: listens, publicUrl, allowedHosts, allowedOrigins, corsOrigins } = configuration;
  const publicOrigin = publicUrl === undefined ? undefined : new URL(publicUrl);
  const own = [toHost(listens), publicOrigin?.hostname, ...allowedHosts].filter((name) => name !== undefined);
  const names = new Set(own.map((name) => name.toLowerCase()));
  const origins = new Set([
    ...allowedOrigins,
    ...corsOrigins,
    ...(publicOrigin === undefined ? [] : [publicOrigin.origin]),
  ]);
  // Without a public address nobody knows by which of its addresses such a gateway is asked.
  const hasAnyAddress = EVERYWHERE.has(listens) && publicUrl === undefined;
  return {
    isOwnHost: (host) => {
      const name = nameOf(host);
      if (name === undefined) return false;
      return isLoopbackName(name) || names.has(name) || (hasAnyAddress && isAddress(name));
    },
    isProbesHost: (host) => host === undefined || isAddress(nameOf(host) ?? ''),
    isOwnOrigin: (origin, host) => {
      if (origin === undefined) return true;
      const page = URL.canParse(origin) ? new URL(origin) : undefined;
      if (page === undefined || !/^https?:$/.test(page.protocol)) return false;
      return origins.has(page.origin) || page.host === toUrl(page.protocol, host)?.host;
    },
  };
}

/** In the form in which URLs have it; IPv6 addresses in brackets. */
function toHost(listens: string): string | undefined {
  return nameOf(listens.includes(':') ? `[${listens}]` : listens);
}

function nameOf(host: string | undefined): string | undefined {
  return toUrl('http:', host)?.hostname.replace(/\.$/, '');
}

function toUrl(protocol: string, host: string | undefined): URL | undefined {
  const text = `${protocol}//${host ?? ''}`;
  return host !== undefined && HOST.test(host) && URL.canParse(text) ? new URL(text) : undefined;
}

/** URLs have IPv4 addresses as four numbers, whatever was typed. */
function isAddress(name: string): boolean {
  return name.startsWith('[') || /^\d{1,3}(\.\d{1,3}){3}$/.test(name);
}
