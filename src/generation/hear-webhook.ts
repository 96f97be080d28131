// A provider says that something has happened. Its word is checked, and then it is asked: what a webhook claims is never
// what is charged, so one that is lost, repeated, late or out of order changes nothing that polling would not.
import { concludeAttempt } from './conclude-attempt.ts';
import { deliverLate } from './deliver-late.ts';
import { type Attempt, type Generation, isTerminal } from './generation.ts';
import type { Provider, ProviderVerdict, WebhookDelivery } from './provider.ts';
import { readGeneration } from './read-generations.ts';
import { attemptsOf, noteUpstreamId } from './record-attempt.ts';
import type { AttemptAddress, RunServices } from './run-services.ts';

/** `unknown`: no such provider or attempt here. `rejected`: forged, altered or too old. */
export type HeardWebhook =
  | { readonly status: 'heard' }
  | { readonly status: 'unknown' }
  | { readonly status: 'rejected'; readonly reason: string };

type HearServices = Omit<RunServices, 'stopping' | 'webhookUrlFor'>;

export async function hearWebhook(
  services: HearServices,
  address: AttemptAddress,
  delivery: WebhookDelivery,
): Promise<HeardWebhook> {
  const provider = services.health.providers.get(address.provider);
  if (provider?.verifyWebhook === undefined) return { status: 'unknown' };
  const check = await provider.verifyWebhook(delivery);
  if (check.status === 'rejected') return check;
  const found = await findAttempt(services, address);
  if (found === undefined) return { status: 'unknown' };
  const { generation } = found;
  const attempt = await withUpstreamId(services, { ...found, provider, upstreamId: check.upstreamId });
  const verdict = await ask(services, provider, { generation, attempt });
  if (verdict !== undefined) await act(services, { generation, attempt }, verdict);
  return { status: 'heard' };
}

interface Found {
  readonly generation: Generation;
  readonly attempt: Attempt;
}

async function findAttempt({ database }: HearServices, address: AttemptAddress): Promise<Found | undefined> {
  const { accountId, generationId, attemptId } = address;
  const generation = await readGeneration(database, accountId, generationId);
  if (generation === undefined) return undefined;
  const attempt = (await attemptsOf(database, generation)).find(({ id }) => id === attemptId);
  return attempt?.provider === address.provider ? { generation, attempt } : undefined;
}

/** Only an attempt whose answer was lost learns its id from a webhook; one that is known is never replaced. */
async function withUpstreamId(
  { database }: HearServices,
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
  { catalog, log }: HearServices,
  provider: Provider,
  { generation, attempt }: Found,
): Promise<ProviderVerdict | undefined> {
  const upstreamId = attempt.upstreamId ?? provider.upstreamIdFor(attempt.id);
  if (upstreamId === undefined) return undefined;
  const book = (await catalog.priceBook(generation.priceVersion)) ?? catalog.current();
  const kind = book.model(generation.model)?.kind;
  const expected = kind === undefined ? undefined : { kind, count: generation.count };
  return provider.fetch(upstreamId, expected).catch((error: unknown) => {
    log('provider_unreachable', { provider: provider.name, attemptId: attempt.id, error: String(error) });
    return undefined;
  });
}

/** A failure after which another provider may try is left to the generation's worker, which hears it when it asks. */
async function act(services: HearServices, found: Found, verdict: ProviderVerdict): Promise<void> {
  if (verdict.state === 'pending' || verdict.state === 'unknown') return;
  if (isTerminal(found.generation.status)) {
    if (verdict.state === 'succeeded') await deliverLate(services, found.generation, verdict.outputs);
    return;
  }
  if (verdict.state === 'failed' && verdict.failure.retryable) return;
  await concludeAttempt(services, found, verdict);
}
