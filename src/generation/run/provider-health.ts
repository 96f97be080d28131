// Providers as they have been lately, in this process: a circuit breaker for each, and how long deliveries take.
import {
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleAll,
  isBrokenCircuitError,
} from 'cockatiel';
import type { Provider, ProviderFailure, ProviderVerdict } from '../provider.ts';
import type { ProviderCondition } from './decide/choose-providers.ts';
import { createRecentOutcomes, type Outcomes, RECENT_SECONDS } from './recent-outcomes.ts';

/** So many outages in a row, and a provider is left alone. */
const OUTAGES = 5;
/** For this long; then one piece of work tries whether it is back. */
const REST_MILLISECONDS = 30_000;
/** Weight of the newest delivery in the typical time. */
const NEWEST = 0.2;

const RESTING: ProviderFailure = {
  code: 'PROVIDER_UNAVAILABLE',
  message: 'The provider has failed repeatedly and is left alone for a moment.',
  retryable: true,
};

/** Failures that say something of the provider; the others are about one piece of work. */
const OUTAGE_CODES: ReadonlySet<string> = new Set(['PROVIDER_UNAVAILABLE', 'PROVIDER_OVERLOADED', 'PROVIDER_ERROR']);

/** UNKNOWN: nothing was asked of it lately. RECOVERING: one piece of work tries whether it is back. DEGRADED: it is left alone. */
export type ProviderStatus = 'HEALTHY' | 'RECOVERING' | 'DEGRADED' | 'UNKNOWN';

/** A provider that is switched on, as this process has seen it in the last `windowSeconds`. */
export interface ProviderReport extends Outcomes {
  readonly name: string;
  readonly displayName: string;
  readonly status: ProviderStatus;
  readonly windowSeconds: number;
}

export interface ProviderHealth {
  /** The same providers, whose `submit` goes through their breakers. */
  readonly providers: ReadonlyMap<string, Provider>;
  conditions(): ReadonlyMap<string, ProviderCondition>;
  /** Work that took so long was delivered. */
  delivered(provider: string, milliseconds: number): void;
  /** Work ended with this; what is about the work, and not about the provider, counts for nothing. */
  failed(provider: string, failure: ProviderFailure): void;
  reports(): ProviderReport[];
}

/** What a provider asks for beyond this is not heeded: it comes last for minutes, not for days. */
const LONGEST_WISH_SECONDS = 300;

export function createProviderHealth(all: readonly Provider[], now = () => new Date()): ProviderHealth {
  const restingUntil = new Map<string, number>();
  const rest = (name: string, { retryAfterSeconds }: ProviderFailure): void => {
    if (retryAfterSeconds === undefined) return;
    restingUntil.set(name, now().getTime() + Math.min(retryAfterSeconds, LONGEST_WISH_SECONDS) * 1_000);
  };
  const isResting = (name: string): boolean => (restingUntil.get(name) ?? 0) > now().getTime();
  const breakers = new Map(all.map(({ name }) => [name, createBreaker()]));
  const typical = new Map<string, number>();
  const outcomes = createRecentOutcomes(now);
  const statusOf = (name: string, { successes, failures }: Outcomes): ProviderStatus => {
    const state = breakers.get(name)?.state;
    if (state === CircuitState.HalfOpen) return 'RECOVERING';
    if (state === CircuitState.Open || isResting(name)) return 'DEGRADED';
    return successes + failures === 0 ? 'UNKNOWN' : 'HEALTHY';
  };
  return {
    providers: new Map(all.map((provider) => [provider.name, guarded(provider, breakers.get(provider.name), rest)])),
    conditions: () =>
      new Map(
        [...breakers].map(([name, { state }]) => [
          name,
          { isHealthy: state !== CircuitState.Open && !isResting(name), typicalMilliseconds: typical.get(name) },
        ]),
      ),
    delivered: (provider, milliseconds) => {
      const before = typical.get(provider) ?? milliseconds;
      typical.set(provider, before + (milliseconds - before) * NEWEST);
      outcomes.note(provider, 'successes');
    },
    failed: (provider, { code }) => {
      if (OUTAGE_CODES.has(code)) outcomes.note(provider, 'failures');
    },
    reports: () =>
      all.map(({ name, displayName }) => {
        const counted = outcomes.of(name);
        return { name, displayName, status: statusOf(name, counted), ...counted, windowSeconds: RECENT_SECONDS };
      }),
  };
}

const createBreaker = (): CircuitBreakerPolicy =>
  circuitBreaker(handleAll, { halfOpenAfter: REST_MILLISECONDS, breaker: new ConsecutiveBreaker(OUTAGES) });

/** Carries a verdict that counts as an outage through the breaker. */
class Outage extends Error {
  override readonly name = 'Outage';
  readonly verdict: ProviderVerdict;

  constructor(verdict: ProviderVerdict) {
    super('the provider is out of order');
    this.verdict = verdict;
  }
}

type Rest = (provider: string, failure: ProviderFailure) => void;

function guarded(provider: Provider, breaker: CircuitBreakerPolicy | undefined, rest: Rest): Provider {
  if (breaker === undefined) return provider;
  const submit: Provider['submit'] = async (request) => {
    try {
      return await breaker.execute(async () => judged(await provider.submit(request)));
    } catch (error) {
      if (error instanceof Outage) {
        if (error.verdict.state === 'failed') rest(provider.name, error.verdict.failure);
        return error.verdict;
      }
      if (!isBrokenCircuitError(error)) throw error;
      return { state: 'failed', upstreamId: provider.upstreamIdFor(request.attemptId) ?? '', failure: RESTING };
    }
  };
  return Object.assign(Object.create(provider) as Provider, { submit });
}

function judged(verdict: ProviderVerdict): ProviderVerdict {
  if (verdict.state === 'failed' && OUTAGE_CODES.has(verdict.failure.code)) throw new Outage(verdict);
  return verdict;
}
