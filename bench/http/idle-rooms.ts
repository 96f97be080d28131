// Rooms that answer without doing anything: what is left of a request is the edge itself.
import { newId } from '../../src/database/index.ts';
import type { Generation, GenerationPlan, Generations } from '../../src/generation/index.ts';
import { microCredits } from '../../src/money/index.ts';
import type { Rooms } from '../../src/server/compose-rooms.ts';

type Services = Rooms['services'];

/** Plans for real and accepts without reserving. */
export function withoutLedger({ services, ...rooms }: Rooms): Rooms {
  const { generations } = services;
  const request: Generations['request'] = async (asked) => {
    const planned = generations.plan(asked);
    if (planned.status === 'refused') return planned;
    const { plan } = planned;
    const { accountId, apiKeyId, prompt, count } = asked;
    const generation: Generation = {
      accountId,
      id: newId(),
      apiKeyId,
      model: plan.model.identifier,
      prompt,
      parameters: plan.parameters,
      count,
      providerOrder: undefined,
      metadata: undefined,
      tags: undefined,
      webhookUrl: undefined,
      webhookFormat: undefined,
      purgedAt: undefined,
      status: 'QUEUED',
      sequence: 1,
      priceVersion: plan.priceVersion,
      maxCost: plan.estimate.maxCost,
      costEstimate: plan.estimate.total,
      cost: undefined,
      quoteId: undefined,
      effectiveCost: undefined,
      heldAt: undefined,
      outputs: [],
      error: undefined,
      createdAt: new Date(),
      startedAt: undefined,
      endedAt: undefined,
      billedAt: undefined,
    };
    const balance = { available: microCredits(0n), reserved: microCredits(0n), sequence: 1n };
    return { status: 'accepted', generation, plan, balance, replayed: false };
  };
  return { ...rooms, services: { ...services, generations: { ...generations, request } } };
}

/** Every word of it is there already. */
function finished(plan: GenerationPlan): GenerationPlan {
  const { estimate } = plan;
  const lines = estimate.lines.map(({ description, meter, quantity, unitPrice, amount }) => {
    return { description, meter, quantity, unitPrice, amount };
  });
  return { ...plan, estimate: { ...estimate, lines } };
}

/** Answers every estimate with the same plan, and every balance with the same balance: no prices, no database. */
export async function withoutPrices({ services, ...rooms }: Rooms, accountId: string): Promise<Rooms> {
  const { generations, ledger } = services;
  const sample = { model: 'bfl/flux-1.1-pro', prompt: 'a lighthouse at dawn', parameters: {}, count: 1 };
  const planned = generations.plan(sample);
  if (planned.status === 'refused') throw new Error(`there is no price: ${JSON.stringify(planned.refusal)}`);
  const plan = finished(planned.plan);
  const balance = await ledger.balance(accountId);
  const idle: Pick<Services, 'generations' | 'ledger'> = {
    generations: { ...generations, plan: () => ({ status: 'planned', plan }) },
    ledger: { ...ledger, balance: () => Promise.resolve(balance) },
  };
  return { ...rooms, services: { ...services, ...idle } };
}

/** Nothing is noted of what is answered. */
export function withoutRequestLog(rooms: Rooms): Rooms {
  const requests = { ...rooms.services.requests, note: () => undefined };
  return { ...rooms, services: { ...rooms.services, requests } };
}
