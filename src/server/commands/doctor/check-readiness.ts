// Whether the gateway that runs can do its work, as it says to load balancers: what it lacks, and what to do.
import { type Finding, findingsOf } from './finding.ts';

const { ok, warning, problem } = findingsOf('readiness');

const READY = '/readyz';
const LIMIT_MILLISECONDS = 10_000;

/** By name, what each check of `/readyz` says; `ok` when it is as it should be. Undefined: it could not be understood. */
export type Readiness = Readonly<Record<string, string>> | undefined;

/** Of a gateway that answers at `address`. */
export async function checkReadiness(address: string): Promise<Finding[]> {
  return decideReadiness(await askReadiness(address), address);
}

async function askReadiness(address: string): Promise<Readiness> {
  try {
    const signal = AbortSignal.timeout(LIMIT_MILLISECONDS);
    const answer = await fetch(`${address}${READY}`, { redirect: 'manual', signal, headers: { connection: 'close' } });
    return readChecks(await answer.json());
  } catch {
    return undefined;
  }
}

function readChecks(body: unknown): Readiness {
  if (typeof body !== 'object' || body === null || !('checks' in body)) return undefined;
  const { checks } = body;
  if (typeof checks !== 'object' || checks === null) return undefined;
  const entries = Object.entries(checks).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(entries);
}

const ADVICE: ReadonlyMap<string, string> = new Map([
  ['database', 'It connects again by itself. What the doctor says of the database above may be the reason.'],
  ['migrations', 'Run "npm run migrate", or start a gateway of this release: it applies them.'],
  [
    'listener',
    'It connects again by itself. Behind a pooler of transactions, DATABASE_DIRECT_URL leads past it (docs/operations.md).',
  ],
]);

function decideReadiness(checks: Readiness, address: string): Finding[] {
  if (checks === undefined) {
    const message = `the gateway at ${address} does not say whether it is ready`;
    return [
      warning(message, `Ask ${READY} there: it may be an older release, or a proxy that keeps the path to itself.`),
    ];
  }
  const failed = Object.entries(checks).filter(([, said]) => said !== 'ok');
  if (failed.length === 0) return [ok(`the gateway at ${address} is ready for customers`)];
  return failed.map(([name, said]) => {
    const message = `the gateway at ${address} is not ready, ${name}: ${said}`;
    if (name === 'serving') {
      return warning(message, 'It ends after DRAIN_SECONDS, when it has finished. Start another one.');
    }
    return problem(message, ADVICE.get(name) ?? 'Update this installation: its release does not know that check.');
  });
}
