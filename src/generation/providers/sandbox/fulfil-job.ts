// Does one job: makes its files and stores them, or goes wrong in the way that was asked for.
import { type OutputStore, outputName, type SavedOutput } from '../../outputs/index.ts';
import type { ProviderFailure } from '../../provider.ts';
import type { SandboxJob, SandboxVerdict } from './job-records.ts';
import { deliveredCount, parseMisbehaviour } from './misbehaviour.ts';
import type { MediaPlan, PlanMedia } from './plan-media.ts';

export interface JobSurroundings {
  readonly outputStore: OutputStore;
  readonly planMedia: PlanMedia;
  /** When aborted, the work stops before the next output. */
  readonly signal: AbortSignal;
  readonly afterEachOutput: () => Promise<void>;
}

/** Stopped between two outputs: no verdict, and these are there already. */
export interface StoppedWork {
  readonly state: 'stopped';
  readonly outputs: readonly SavedOutput[];
}

/** Throws on trouble with the disk or the image library. */
export async function fulfilJob(job: SandboxJob, surroundings: JobSurroundings): Promise<SandboxVerdict | StoppedWork> {
  const misbehaviour = parseMisbehaviour(job.request.parameters);
  if (misbehaviour === undefined) return failed(invalidInput('The parameter `sandbox` is not understood.'));
  const scripted = scriptedFailure(misbehaviour.outcome);
  if (scripted !== undefined) return failed(scripted);
  const count = deliveredCount(misbehaviour, job.request.count);
  if (count === 0) return failed(providerError('The sandbox was told to deliver nothing.'));
  const plan = surroundings.planMedia(job.request);
  return plan.ok ? deliver({ job, plan, count }, surroundings) : failed(invalidInput(plan.message));
}

interface Delivery {
  readonly job: SandboxJob;
  readonly plan: MediaPlan & { readonly ok: true };
  readonly count: number;
}

async function deliver(delivery: Delivery, surroundings: JobSurroundings): Promise<SandboxVerdict | StoppedWork> {
  const outputs: SavedOutput[] = [];
  for (let index = 0; index < delivery.count; index += 1) {
    if (surroundings.signal.aborted) return { state: 'stopped', outputs };
    const { mimeType, content } = await delivery.plan.make(index);
    const saved = await surroundings.outputStore.save(outputName(delivery.job.secret, index, mimeType), content);
    if (!saved.ok) return failed(providerError(saved.refusal.message));
    outputs.push(saved.output);
    await surroundings.afterEachOutput();
  }
  return { state: 'succeeded', outputs };
}

function scriptedFailure(outcome: string): ProviderFailure | undefined {
  if (outcome === 'fail') return providerError('The sandbox was told to fail.');
  if (outcome !== 'reject') return undefined;
  return { code: 'CONTENT_POLICY', message: 'The sandbox was told to refuse the content.', retryable: false };
}

function failed(failure: ProviderFailure): SandboxVerdict {
  return { state: 'failed', failure };
}

export function providerError(message: string): ProviderFailure {
  return { code: 'PROVIDER_ERROR', message, retryable: true };
}

function invalidInput(message: string): ProviderFailure {
  return { code: 'INVALID_INPUT', message, retryable: false };
}
