// Refusals: a request was understood and not done, for a reason that a program can act on. Values, told apart by __typename and code.
import type { RefusalFieldsFragment } from './gql/graphql.ts';

/**
 * Why a request was refused. `__typename` says which numbers it has: `InsufficientCreditsError` says what is missing and which pack
 * would do, `SpendLimitError` and `EndUserLimitError` when the next period begins, `ParameterError` what would be accepted.
 */
export type Refusal = RefusalFieldsFragment;
export type RefusalCode = Refusal['code'];

/** What a refused request has in common. */
export interface Refused {
  readonly status: 'refused';
  /** The first of them. */
  readonly refusal: Refusal;
  readonly refusals: readonly [Refusal, ...Refusal[]];
}

/** The refusals of a payload; undefined when there are none. */
export function refusedBy(userErrors: readonly Refusal[]): Refused | undefined {
  const [refusal, ...others] = userErrors;
  return refusal === undefined ? undefined : { status: 'refused', refusal, refusals: [refusal, ...others] };
}
