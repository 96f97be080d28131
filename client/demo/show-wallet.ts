import { TRANSACTIONS, WALLET } from './documents.ts';
import type { Gateway } from './gateway.ts';
import { say, step, table } from './print.ts';

const SHOWN = 6;

export async function showWallet(gateway: Gateway, title: string): Promise<void> {
  const { balance } = await gateway.ask(WALLET, {});
  step(title);
  say(`${balance.available} credits available, ${balance.reserved} reserved`);
  for (const { source, remaining, expiresAt } of balance.lots) {
    say(
      `- ${remaining} from ${source}, ${typeof expiresAt === 'string' ? `until ${expiresAt}` : 'which do not expire'}`,
    );
  }
}

export async function showTransactions(gateway: Gateway): Promise<void> {
  const { transactions } = await gateway.ask(TRANSACTIONS, { first: SHOWN });
  step('The last transactions');
  const rows = transactions.nodes.map(({ sequence, createdAt, type, amount, balanceAfter, description }) => [
    sequence,
    createdAt.slice(0, 19).replace('T', ' '),
    type,
    amount,
    balanceAfter,
    description,
  ]);
  table([['no.', 'time (UTC)', 'type', 'amount', 'available', 'what'], ...rows], [0, 3, 4]);
}
