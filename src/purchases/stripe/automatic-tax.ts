// Stripe Tax (https://docs.stripe.com/tax/set-up): Stripe adds the tax of the customer's address to what is asked for. Prices are
// as the account's settings say, with their tax or without. Payments that customers do not attend have none.

/** Of a checkout, a subscription or an invoice. */
export interface TaxParameters {
  readonly automatic_tax?: { readonly enabled: true };
}

export const WITH_TAX: TaxParameters = { automatic_tax: { enabled: true } };

/** A checkout asks a known customer for the address that the tax depends on, and keeps it. */
export const checkoutTax = (tax: TaxParameters) =>
  tax.automatic_tax === undefined ? {} : { ...tax, customer_update: { address: 'auto' as const } };
