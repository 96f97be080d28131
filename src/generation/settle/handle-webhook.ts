// A provider says that something has happened. Its word is checked, and then it is asked: what a webhook says is never
// what is charged, so one that is lost, repeated, late or out of order changes nothing that polling would not.

import { type Attempt, type Generation, isTerminal } from '../generation.ts';
import type { Provider, ProviderVerdict, WebhookDelivery } from '../provider.ts';
import { readGeneration } from '../read/generations.ts';
import { expectedOutputs } from '../run/plan-work.ts';
import { attemptsOf, noteUpstreamId } from '../run/record-attempt.ts';
import type { AttemptAddress, ConcludeServices } from '../services.ts';
import { concludeAttempt, type FinalVerdict } from './conclude-attempt.ts';
import { deliverLate, isStillWanted } from './deliver-late.ts';
import { ContradictedEnd } from './settle-generation.ts';

/**
 * `unknown`: no such provider or attempt here. `rejected`: forged, altered or too old. `unanswered`: true, and the provider
 * could not be asked, so it should be sent again.
 */
export type HandledWebhook =
  | { readonly status: 'handled' }
  | { readonly status: 'unknown' }
  | { readonly status: 'unanswered' }
  | { readonly status: 'rejected'; readonly reason: string };

export async function handleWebhook(
  services: ConcludeServices,
  address: AttemptAddress,
  delivery: WebhookDelivery,
): Promise<HandledWebhook> {
  const provider = services.health.providers.get(address.provider);
  if (provider?.verifyWebhook === undefined) return { status: 'unknown' };
  const check = await provider.verifyWebhook(delivery);
  if (check.status === 'rejected') return check;
  const found = await findAttempt(services, address);
  if (found === undefined) return { status: 'unknown' };
  const { generation } = found;
  if (!isOfUse(found)) return { status: 'handled' };
  const attempt = await withUpstreamId(services, { ...found, provider, upstreamId: check.upstreamId });
  const verdict = await ask(services, provider, { generation, attempt });
  if (verdict === undefined) return { status: 'unanswered' };
  await act(services, { generation, attempt }, verdict);
  return { status: 'handled' };
}

interface Found {
  readonly generation: Generation;
  readonly attempt: Attempt;
}

async function findAttempt({ database }: ConcludeServices, address: AttemptAddress): Promise<Found | undefined> {
  const { accountId, generationId, attemptId } = address;
  const generation = await readGeneration(database, accountId, generationId);
  if (generation === undefined) return undefined;
  const attempt = (await attemptsOf(database, generation)).find(({ id }) => id === attemptId);
  return attempt?.provider === address.provider ? { generation, attempt } : undefined;
}

/** An attempt that has ended is over, whatever is said of it, unless it ran out of time and was the last one. */
function isOfUse({ generation, attempt }: Found): boolean {
  return (
    attempt.status === 'SUBMITTED' || (isStillWanted(generation) && attempt.error?.code === generation.error?.code)
  );
}

/** Only an attempt whose answer was lost learns its id from a webhook; one that is known is never replaced. */
async function withUpstreamId(
  { database }: ConcludeServices,
  found: Found & { readonly provider: Provider; readonly upstreamId: string | undefined },
): Promise<Attempt> {
  const { generation, attempt, provider, upstreamId } = found;
  const isKnown = attempt.upstreamId !== undefined && attempt.upstreamId !== provider.upstreamIdFor(attempt.id);
  if (upstreamId === undefined || isKnown) return attempt;
  const known = { ...attempt, upstreamId };
  await noteUpstreamId(database, generation, known);
  return known;
}

async function ask(
  { catalog, log }: ConcludeServices,
  provider: Provider,
  { generation, attempt }: Found,
): Promise<ProviderVerdict | undefined> {
  const upstreamId = attempt.upstreamId ?? provider.upstreamIdFor(attempt.id);
  if (upstreamId === undefined) return undefined;
  return provider.fetch(upstreamId, await expectedOutputs(catalog, generation)).catch((error: unknown) => {
    log('provider_unreachable', { provider: provider.name, attemptId: attempt.id, error: String(error) });
    return undefined;
  });
}

/** A failure after which another provider may try is left to the generation's worker, which learns of it when it asks. */
async function act(services: ConcludeServices, found: Found, verdict: ProviderVerdict): Promise<void> {
  if (verdict.state === 'pending' || verdict.state === 'unknown') return;
  if (verdict.state === 'failed' && verdict.failure.retryable) return;
  const { generation } = found;
  if (!isTerminal(generation.status)) await concludeUnlessContradicted(services, found, verdict);
  if (verdict.state !== 'succeeded') return;
  // Its worker may have given it up while the provider was asked: then this success is a late one.
  const current = await readGeneration(services.database, generation.accountId, generation.id);
  if (current !== undefined) await deliverLate(services, current, verdict.outputs);
}

/** Its worker may have received another verdict while the provider was asked: the first one stands. */
async function concludeUnlessContradicted(
  services: ConcludeServices,
  found: Found,
  verdict: FinalVerdict,
): Promise<void> {
  try {
    await concludeAttempt(services, found, verdict);
  } catch (error) {
    if (!(error instanceof ContradictedEnd)) throw error;
    services.log('verdict_contradicted', {
      id: found.generation.id,
      attemptId: found.attempt.id,
      state: verdict.state,
    });
  }
}
