import type { TollgateClient } from '@tollgate/client';
import { say, step, table } from './print.ts';

const SHOWN = 6;

export async function showWallet(client: TollgateClient, title: string): Promise<void> {
  const balance = await client.balance();
  step(title);
  say(`${balance.available} credits available, ${balance.reserved} reserved`);
  for (const { source, remaining, expiresAt } of await client.lots()) {
    say(
      `- ${remaining} from ${source}, ${typeof expiresAt === 'string' ? `until ${expiresAt}` : 'which do not expire'}`,
    );
  }
}

export async function showTransactions(client: TollgateClient): Promise<void> {
  const { nodes } = await client.transactions({ first: SHOWN });
  step('The last transactions');
  const rows = nodes.map(({ sequence, createdAt, type, amount, balanceAfter, description }) => [
    sequence,
    createdAt.slice(0, 19).replace('T', ' '),
    type,
    amount,
    balanceAfter,
    description,
  ]);
  table([['no.', 'time (UTC)', 'type', 'amount', 'available', 'what'], ...rows], [0, 3, 4]);
}
