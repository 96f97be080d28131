// The port to the payment provider for customers.

export interface NewCustomer {
  /** `acct_…`. */
  readonly accountId: string;
  readonly name: string | undefined;
  readonly email: string | undefined;
  /** The same key, the same customer. */
  readonly idempotencyKey: string;
}

/** A customer was deleted at the provider. */
export interface CustomerSubject {
  readonly kind: 'customer-deleted';
  readonly customerId: string;
}

export interface CustomerPayments {
  /** Answers the customer's id. Throws ProviderUnavailableError. */
  createCustomer(customer: NewCustomer): Promise<string>;
}
