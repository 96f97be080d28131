// Is a gateway running here, and do customers reach it under PUBLIC_URL?
import type { Configuration } from '../../../config/index.ts';
import { localUrl } from '../../gateway-url.ts';
import { type Finding, findingsOf } from './finding.ts';

const { ok, warning, problem } = findingsOf('address');

export type AddressAnswer = 'GATEWAY' | 'OTHER_NAME' | 'REDIRECT' | 'OTHER' | 'NONE';

export interface AddressFacts {
  /** What answers at the address that this machine reaches it by, past any proxy; undefined with PORT=0, where nobody knows it. */
  readonly local: AddressAnswer | undefined;
  /** Undefined when there is no PUBLIC_URL. */
  readonly public: AddressAnswer | undefined;
  readonly localUrl: string;
  readonly publicUrl: string | undefined;
}

const ALIVE = '/livez';
const LIMIT_MILLISECONDS = 10_000;
const MISDIRECTED = 421;

export async function askAddresses(configuration: Configuration): Promise<AddressFacts> {
  const local = localUrl(configuration, configuration.port);
  const { publicUrl, port } = configuration;
  const [ofLocal, ofPublic] = await Promise.all([
    port === 0 ? undefined : ask(local),
    publicUrl === undefined ? undefined : ask(publicUrl),
  ]);
  return { local: ofLocal, public: ofPublic, localUrl: local, publicUrl };
}

async function ask(url: string): Promise<AddressAnswer> {
  try {
    const signal = AbortSignal.timeout(LIMIT_MILLISECONDS);
    const answer = await fetch(`${url}${ALIVE}`, { redirect: 'manual', signal, headers: { connection: 'close' } });
    const body: unknown = await answer.json().catch(() => undefined);
    if (answer.status === MISDIRECTED) return 'OTHER_NAME';
    if (answer.status >= 300 && answer.status < 400) return 'REDIRECT';
    return answer.status === 200 && isAlive(body) ? 'GATEWAY' : 'OTHER';
  } catch {
    return 'NONE';
  }
}

const isAlive = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'status' in body && body.status === 'ok';

export function decideAddress({ local, public: ofPublic, localUrl: here, publicUrl }: AddressFacts): Finding[] {
  const ofLocal = decideLocal(local, here);
  if (publicUrl === undefined || ofPublic === undefined) return ofLocal;
  // Before the first start nothing can answer; once a gateway runs here, it has to be reached.
  const isRunning = local === 'GATEWAY';
  return [...ofLocal, decidePublic(ofPublic, publicUrl, isRunning)];
}

function decideLocal(local: AddressAnswer | undefined, url: string): Finding[] {
  if (local === undefined) return [ok('PORT=0 takes any free port, so that a running gateway is not looked for')];
  if (local === 'GATEWAY') return [ok(`a gateway answers at ${url}`)];
  if (local === 'NONE') return [warning(`no gateway runs at ${url}`, 'Start one here, and ask the doctor again.')];
  return [problem(`something else than a gateway answers at ${url}`, 'Set PORT to a free one.')];
}

function decidePublic(answer: AddressAnswer, url: string, isRunning: boolean): Finding {
  switch (answer) {
    case 'GATEWAY':
      return ok(`a gateway answers at ${url}`);
    case 'OTHER_NAME':
      return problem(
        `the gateway at ${url} does not know that name`,
        'Start it with this PUBLIC_URL, and let the proxy send the name on as it came (the Host header).',
      );
    case 'REDIRECT':
      return problem(`${url} redirects`, 'Set PUBLIC_URL to where it leads: Stripe and providers follow no redirects.');
    case 'OTHER':
      return problem(
        `what answers at ${url} is no gateway, or one that fails`,
        'Let the proxy send all paths to the gateway.',
      );
    case 'NONE':
      return isRunning
        ? problem(
            `nobody answers at ${url}`,
            'Look at name, certificate, firewall and proxy: the gateway here is running.',
          )
        : warning(`nobody answers at ${url}`, 'Start the gateway, and ask the doctor again.');
    default:
      return answer satisfies never;
  }
}
