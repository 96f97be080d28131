// Customers choose these keys: in the ledger they must never meet those of payments or grants.
const PREFIX = 'generate:';

export const ledgerKeyOf = ({ idempotencyKey }: { readonly idempotencyKey: string }): string =>
  `${PREFIX}${idempotencyKey}`;

/** The key that the customer gave, out of the ledger's; undefined for a key of something else. */
export const requestKeyIn = (ledgerKey: string): string | undefined =>
  ledgerKey.startsWith(PREFIX) ? ledgerKey.slice(PREFIX.length) : undefined;
