// Calls of what is outside of the gateway, each with a span and a measurement.
import type { Measures } from './measures.ts';
import { quietly } from './quietly.ts';
import type { NewSpan, Tracing } from './tracing.ts';

/** What watches this gateway: metrics, traces, both or nothing. What nobody watches is not wrapped. */
export interface Signals {
  readonly measures: Measures | undefined;
  readonly tracing: Tracing | undefined;
}

export const UNWATCHED: Signals = { measures: undefined, tracing: undefined };

export const isWatched = ({ measures, tracing }: Signals): boolean => measures !== undefined || tracing !== undefined;

export interface Judgement {
  /** One of few words. */
  readonly outcome: string;
  readonly isFailure: boolean;
}

export interface WatchedCall<T> {
  readonly span: NewSpan;
  readonly judge: (answer: T) => Judgement;
  /** Its outcome when it throws. */
  readonly thrown: string;
  readonly measure: (outcome: string, seconds: number) => void;
}

export async function watchCall<T>(
  { tracing }: Signals,
  { span, judge, thrown, measure }: WatchedCall<T>,
  work: () => Promise<T>,
): Promise<T> {
  const began = performance.now();
  let outcome = thrown;
  const judged = async (): Promise<{ answer: T; isFailure: boolean }> => {
    const answer = await work();
    const judgement = judge(answer);
    ({ outcome } = judgement);
    return { answer, isFailure: judgement.isFailure };
  };
  try {
    if (tracing === undefined) return (await judged()).answer;
    return await tracing.inSpan(span, async (open) => {
      const { answer, isFailure } = await judged();
      open.note({ 'tollgate.outcome': outcome });
      if (isFailure) open.fail(outcome);
      return answer;
    });
  } finally {
    quietly(() => measure(outcome, (performance.now() - began) / 1_000));
  }
}
