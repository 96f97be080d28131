// A sandbox provider in a folder of its own, with a clock that stands still until told.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { planMedia } from '../../../simulators/media/index.ts';
import { createOutputStore, type OutputStore } from '../../../src/generation/outputs/index.ts';
import type { MeasuredOutput, ProviderRequest, ProviderVerdict } from '../../../src/generation/provider.ts';
import {
  createSandboxProvider,
  type SandboxClock,
  type SandboxProvider,
} from '../../../src/generation/providers/index.ts';

export const BASE_URL = 'http://gateway.test:4000';

export interface ManualClock extends SandboxClock {
  advance(milliseconds: number): void;
}

function createManualClock(): ManualClock {
  let now = Date.UTC(2026, 10, 21);
  let sleepers: { until: number; wake: () => void }[] = [];
  return {
    now: () => now,
    sleep: (milliseconds, signal) =>
      new Promise<void>((resolve) => {
        if (milliseconds <= 0 || signal.aborted) resolve();
        sleepers.push({ until: now + milliseconds, wake: resolve });
        signal.addEventListener('abort', () => resolve());
      }),
    advance: (milliseconds) => {
      now += milliseconds;
      for (const { until, wake } of sleepers) if (until <= now) wake();
      sleepers = sleepers.filter(({ until }) => until > now);
    },
  };
}

export interface Workplace {
  readonly dataDir: string;
  readonly clock: ManualClock;
  readonly outputStore: OutputStore;
  readonly provider: SandboxProvider;
  readonly errors: unknown[];
  /** Another provider on the same folder, as in another process or after a restart. */
  anotherProvider(outputStore?: OutputStore): SandboxProvider;
  outputFiles(): Promise<string[]>;
  contentOf(output: MeasuredOutput): Promise<Buffer>;
  leave(): Promise<void>;
}

export async function openWorkplace(): Promise<Workplace> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'tollgate-sandbox-'));
  const clock = createManualClock();
  const outputStore = createOutputStore({ dataDir, baseUrl: () => BASE_URL });
  const providers: SandboxProvider[] = [];
  const errors: unknown[] = [];
  const anotherProvider = (store = outputStore): SandboxProvider => {
    const onError = (error: unknown): void => void errors.push(error);
    const provider = createSandboxProvider({ dataDir, outputStore: store, planMedia, clock, onError });
    providers.push(provider);
    return provider;
  };
  const folder = path.join(dataDir, 'outputs');
  return {
    dataDir,
    clock,
    outputStore,
    provider: anotherProvider(),
    errors,
    anotherProvider,
    outputFiles: async () => (await readdir(folder).catch(() => [])).filter((name) => !name.startsWith('.')),
    contentOf: ({ url }) => readFile(path.join(folder, path.basename(new URL(url).pathname))),
    leave: async () => {
      await Promise.all(providers.map((provider) => provider.close()));
      await rm(dataDir, { recursive: true });
    },
  };
}

let attempts = 0;

export function request(change: Partial<ProviderRequest> = {}): ProviderRequest {
  attempts += 1;
  const attemptId = `01900000-0000-7000-8000-${String(attempts).padStart(12, '0')}`;
  const parameters = { size: '256x256' };
  return { attemptId, model: 'test/model', kind: 'IMAGE', prompt: 'A quiet harbour', parameters, count: 1, ...change };
}

export function outputsOf(verdict: ProviderVerdict): readonly MeasuredOutput[] {
  if (verdict.state !== 'succeeded') throw new Error(`Expected a success, not ${JSON.stringify(verdict)}.`);
  return verdict.outputs;
}

export function onlyOutputOf(verdict: ProviderVerdict): MeasuredOutput {
  const [output, ...others] = outputsOf(verdict);
  if (output === undefined || others.length > 0) throw new Error('Expected exactly one output.');
  return output;
}
