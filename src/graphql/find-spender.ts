// What limits the asking key now, looked up once per request.
import type { GraphqlContext } from './context.ts';
import type { Spender } from './translate/decide-spending.ts';

export async function findSpender({ loaders, viewer }: GraphqlContext): Promise<Spender> {
  const { account, key, plan } = viewer;
  const { concurrencyLimit } = plan;
  const reads = loaders(account.id);
  const [{ available, creditLimit }, power] = await Promise.all([
    reads.balance(),
    reads.spendingPower({ apiKeyId: key.id, concurrencyLimit }),
  ]);
  return { isSuspended: account.status === 'SUSPENDED', concurrencyLimit, power, available, creditLimit };
}
