// One attempt with one provider, until it gives a verdict. A lost answer or a timeout is not a verdict: the provider is
// asked by the id it knows the work by, and nothing is submitted twice.
import { setTimeout as wait } from 'node:timers/promises';
import { type BackOff, backOff } from '../../background/index.ts';
import type { ProviderModel } from '../../catalog/index.ts';
import { isCancelRequested } from '../cancel/cancel-request.ts';
import type { Attempt, Generation } from '../generation.ts';
import type { MediaKind, Provider, ProviderRequest, ProviderVerdict } from '../provider.ts';
import type { RunServices } from '../services.ts';
import { noteUpstreamId } from './record-attempt.ts';

/** What the storefront says of the work. */
export interface Work {
  readonly kind: MediaKind;
  readonly upstream: readonly ProviderModel[];
  /** Names of providers, in the order of trying. */
  readonly order: readonly string[];
  readonly deadlineSeconds: number;
}

/** `pending`: no verdict yet; come back later. */
export type Verdict = Exclude<ProviderVerdict, { state: 'unknown' }>;

export interface AttemptRun {
  readonly generation: Generation;
  readonly attempt: Attempt;
  readonly provider: Provider;
  readonly work: Work;
  /** The attempt was just written down: nothing can be running for it yet. */
  readonly isNew: boolean;
}

interface Timed {
  readonly generation: Generation;
  readonly work: Pick<Work, 'deadlineSeconds'>;
}

/** Past it the work is called off, and given up unless it turns out to be finished. */
function deadlineOf({ generation, work }: Timed): Date {
  const { startedAt, createdAt } = generation;
  return new Date((startedAt ?? createdAt).getTime() + work.deadlineSeconds * 1_000);
}

/** Timers and clocks differ by a few milliseconds: a call that was broken off at the deadline did not end before it. */
const SLACK_MILLISECONDS = 100;

const millisecondsLeft = ({ now }: Pick<RunServices, 'now'>, run: Timed): number =>
  deadlineOf(run).getTime() - now().getTime();

export const isOverdue = (services: Pick<RunServices, 'now'>, run: Timed): boolean =>
  millisecondsLeft(services, run) <= SLACK_MILLISECONDS;

/** Between two questions whether it is done. */
const PAUSE: BackOff = { firstMilliseconds: 50, longestMilliseconds: 1_000, factor: 1.5 };
/** A worker stays with a pending attempt this long, then leaves it to the scan, so that slow work holds no worker. */
const PATIENCE_MILLISECONDS = 15_000;

export async function runAttempt(services: RunServices, run: AttemptRun): Promise<Verdict> {
  const patience = services.now().getTime() + PATIENCE_MILLISECONDS;
  let verdict = run.isNew ? await submit(services, run) : await takeOver(services, run);
  for (let asked = 1; verdict.state === 'pending'; asked += 1) {
    const isLate = services.now().getTime() >= patience || isOverdue(services, run);
    if (isLate || services.stopping.aborted) return verdict;
    await wait(backOff(PAUSE, asked), undefined, { signal: services.stopping }).catch(() => undefined);
    verdict = await ask(services, knownAs(run, verdict.upstreamId));
  }
  return verdict;
}

/** The provider has said by now what it knows the work by. */
function knownAs(run: AttemptRun, upstreamId: string): AttemptRun {
  return upstreamId === '' ? run : { ...run, attempt: { ...run.attempt, upstreamId } };
}

/** Whoever asked for a cancel may have died before it was sent. */
async function takeOver(services: RunServices, run: AttemptRun): Promise<Verdict> {
  const { upstreamId = '' } = run.attempt;
  await passOnCancel(services, run, { state: 'pending', upstreamId });
  return ask(services, run);
}

async function submit(services: RunServices, run: AttemptRun): Promise<Verdict> {
  const { attempt, provider } = run;
  try {
    const verdict = await noted(services, run, await provider.submit(requestOf(services, run)));
    await passOnCancel(services, run, verdict);
    return verdict;
  } catch (error) {
    services.log('provider_answer_lost', { provider: provider.name, attemptId: attempt.id, error: String(error) });
    // Broken off at the deadline: what is there by then is looked for when it is called off.
    if (isOverdue(services, run)) return { state: 'pending', upstreamId: '' };
    return ask(services, run);
  }
}

function requestOf(services: RunServices, run: AttemptRun): ProviderRequest {
  const { generation, attempt, provider, work } = run;
  const { accountId, id: generationId, model, prompt, parameters, count } = generation;
  const upstream = work.upstream.find((candidate) => candidate.provider === provider.name);
  const webhookUrl = services.webhookUrlFor({
    accountId,
    generationId,
    attemptId: attempt.id,
    provider: provider.name,
  });
  return {
    ...{ attemptId: attempt.id, model, kind: work.kind, prompt, parameters, count },
    millisecondsLeft: () => millisecondsLeft(services, run),
    ...(upstream === undefined ? {} : { upstream }),
    ...(webhookUrl === undefined ? {} : { webhookUrl }),
  };
}

/** A cancel that came between the attempt's row and its upstream id could not be sent by whoever asked for it. */
async function passOnCancel(
  services: RunServices,
  { generation, provider }: AttemptRun,
  verdict: Verdict,
): Promise<void> {
  if (verdict.state !== 'pending' || verdict.upstreamId === '') return;
  if (!(await isCancelRequested(services.database, generation))) return;
  await provider.cancel(verdict.upstreamId).catch((error: unknown) => {
    services.log('cancel_not_sent', { provider: provider.name, id: generation.id, error: String(error) });
  });
}

/** Asks by upstream id. Work that the provider does not know is submitted: with the attempt's id as key that is safe. */
async function ask(services: RunServices, run: AttemptRun): Promise<Verdict> {
  const { attempt, provider } = run;
  const upstreamId = attempt.upstreamId ?? provider.upstreamIdFor(attempt.id);
  if (upstreamId === undefined) return { state: 'pending', upstreamId: '' };
  try {
    const { kind } = run.work;
    const verdict = await provider.fetch(upstreamId, { kind, count: run.generation.count });
    if (verdict.state !== 'unknown') return await noted(services, run, verdict);
    return run.isNew ? { state: 'pending', upstreamId } : await submit(services, { ...run, isNew: true });
  } catch (error) {
    services.log('provider_unreachable', { provider: provider.name, attemptId: attempt.id, error: String(error) });
    return { state: 'pending', upstreamId };
  }
}

async function noted(services: RunServices, run: AttemptRun, verdict: ProviderVerdict): Promise<Verdict> {
  const { generation, attempt } = run;
  if (verdict.state === 'unknown') return { state: 'pending', upstreamId: verdict.upstreamId };
  if (verdict.upstreamId !== '' && attempt.upstreamId !== verdict.upstreamId) {
    await noteUpstreamId(services.database, generation, { ...attempt, upstreamId: verdict.upstreamId });
  }
  return verdict;
}
