// What can be asked of the ledger and of the model beside it, and how it is answered. Plain numbers and names.

export type Step =
  | {
      readonly kind: 'add';
      readonly amount: number;
      readonly source: 'PACK' | 'PROMOTION';
      readonly priority: number;
      readonly startsIn: number;
      readonly endsIn: number;
      readonly key: string;
    }
  | {
      readonly kind: 'reserve';
      readonly generation: string;
      readonly amount: number;
      readonly apiKey: string;
      readonly concurrency: number;
      readonly key: string;
    }
  | { readonly kind: 'charge' | 'lateCharge'; readonly generation: string; readonly amount: number }
  | { readonly kind: 'refund'; readonly generation: string }
  | { readonly kind: 'refundCharge'; readonly generation: string; readonly amount: number; readonly key: string }
  | { readonly kind: 'repay'; readonly amount: number; readonly keepsSurplus: boolean; readonly key: string }
  | { readonly kind: 'freezeLot' | 'releaseLot'; readonly lot: number; readonly key: string }
  | {
      readonly kind: 'clawback';
      readonly lot: number;
      readonly amount: number;
      readonly cause: 'UNUSED' | 'REFUNDED' | 'DISPUTE_LOST';
      readonly key: string;
    }
  | { readonly kind: 'deduct'; readonly amount: number; readonly key: string }
  | { readonly kind: 'undoClawback'; readonly lot: number; readonly amount: number; readonly key: string }
  | { readonly kind: 'expire' };

/** API keys, and which others each descends from. */
export const KEY_ANCESTORS: Readonly<Record<string, readonly string[]>> = { a: [], b: ['a'], c: ['a', 'b'], d: ['a'] };

/** `applied`, `replayed`, `unchanged`, or the code of a refusal. */
export type Answer = string;

/** What the simulated caller digests: everything but the id of the generation, which a retry makes anew. */
export function inputOf(step: Step): string {
  return JSON.stringify({
    ...step,
    generation: step.kind === 'reserve' ? '' : 'generation' in step ? step.generation : '',
  });
}
