// Gateways as an operator runs them, on one database and one folder, killed and started again at random.

import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { SeededRandom } from '../../../simulators/media/index.ts';
import { freePort, type GatewayProcess, spawnGateway, untilServing } from '../../support/gateway-process.ts';
import { killOutright } from '../../support/postgres-processes.ts';

export interface Fleet {
  /** Addresses of all gateways, whether they live or not. */
  readonly urls: readonly string[];
  /** When a process was killed or stopped. */
  readonly ends: readonly Date[];
  /** Kills each of them again and again, sometimes all at once, until told to stop; all live afterwards. */
  haunt(randomFor: (index: number) => SeededRandom, signal: AbortSignal): Promise<void>;
  /** What they logged. */
  output(): string;
  stop(): Promise<void>;
}

const SHORTEST_LIFE_MILLISECONDS = 1_000;
const LONGEST_LIFE_MILLISECONDS = 5_000;
/** The others are killed with SIGKILL; these are asked to hand over, and killed if they take too long for it. */
const STOPPED_IN_ORDER = 0.2;
const PATIENCE_MILLISECONDS = 3_000;

export async function startFleet(size: number, environment: Readonly<Record<string, string>>): Promise<Fleet> {
  const members: GatewayProcess[] = [];
  const past: GatewayProcess[] = [];
  const ends: Date[] = [];
  for (let index = 0; index < size; index += 1) {
    // One after the other: the first one migrates and opens the accounts.
    const member = spawnGateway({ ...environment, PORT: String(await freePort()) });
    members.push(member);
    await untilServing(member).catch(async (error: unknown) => {
      for (const started of members) await stopInOrder(started);
      throw error;
    });
  }
  const restart = async (index: number): Promise<void> => {
    const before = members[index];
    if (before === undefined) return;
    past.push(before);
    const next = spawnGateway({ ...environment, PORT: new URL(before.url).port });
    members[index] = next;
    await untilServing(next);
  };
  const strike = async (index: number, inOrder: boolean): Promise<void> => {
    const member = members[index];
    if (member === undefined) return;
    ends.push(new Date());
    if (inOrder) await stopInOrder(member);
    else await killOutright(member.child);
    ends.push(new Date());
  };
  return {
    urls: members.map(({ url }) => url),
    ends,
    haunt: async (randomFor, signal) => {
      const hauntOne = async (index: number): Promise<void> => {
        const random = randomFor(index);
        while (!signal.aborted) {
          const inOrder = random.next() < STOPPED_IN_ORDER;
          await delay(random.between(SHORTEST_LIFE_MILLISECONDS, LONGEST_LIFE_MILLISECONDS));
          await strike(index, inOrder);
          await restart(index);
        }
      };
      await Promise.all(members.map((_, index) => hauntOne(index)));
    },
    output: () => [...past, ...members].map((member) => member.output()).join('\n'),
    stop: async () => {
      for (const member of members) await stopInOrder(member);
    },
  };
}

async function stopInOrder({ child }: GatewayProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const isLate = await Promise.race([ended.then(() => false), delay(PATIENCE_MILLISECONDS, true, { ref: false })]);
  if (!isLate) return;
  child.kill('SIGKILL');
  await ended;
}
