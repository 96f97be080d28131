// What other rooms may read of accounts in statements of their own, as a row source: `from ${SUSPENDED_ACCOUNTS} as account`.

/** `id` and `suspension_reasons` of the suspended ones. */
export const SUSPENDED_ACCOUNTS = `(select id, suspension_reasons from account where status = 'SUSPENDED')`;
