// Why something cannot be priced: a business outcome, returned and never thrown.

export interface PricingRefusal {
  /** PRICE_UNKNOWN: there is no price, so it cannot be sold. INVALID_PARAMETER: the request has to change. */
  readonly code: 'PRICE_UNKNOWN' | 'INVALID_PARAMETER';
  readonly message: string;
  /** Where in the request: ['parameters', 'size'], ['prompt'] or ['count']. */
  readonly path?: readonly string[];
  /** What would have been accepted, in words. */
  readonly allowed?: readonly string[];
}

/** Distinguishes a refusal from a value in unions of the two. Reading the field is several times faster than `'code' in value`. */
export function isRefusal(value: object): value is PricingRefusal {
  return (value as Partial<PricingRefusal>).code !== undefined;
}
