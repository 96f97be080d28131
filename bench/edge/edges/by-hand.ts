// A route as one would write it for this one answer: a key in a map, the account, the balance, JSON. The statements are those that the
// gateway runs for the same question.
import { createHash } from 'node:crypto';
import { type FastifyInstance, fastify } from 'fastify';
import { plainArray, prepared, type Sql } from '../../../src/database/index.ts';
import { formatCredits, type MicroCredits, microCredits } from '../../../src/money/index.ts';

const FIND_ACCOUNT = prepared('by_hand_account', 'select id, status from account where id = any($1::uuid[])');
const READ_BALANCE = prepared(
  'by_hand_balance',
  `select lot.number, lot.remaining, lot.frozen, lot.usable_until as "usableUntil", lot.effective_at as "startsAt",
    wallet.available, wallet.reserved, wallet.credit_limit as "creditLimit", wallet.sequence, wallet.debt
  from wallet left join lot on lot.account_id = wallet.account_id and not lot.closed
  where wallet.account_id = any($1::uuid[])`,
);
const SOON_MILLISECONDS = 7 * 86_400_000;

interface Row {
  readonly number: number | null;
  readonly remaining: bigint;
  readonly frozen: bigint;
  readonly usableUntil: Date | null;
  readonly startsAt: Date | null;
  readonly available: bigint;
  readonly reserved: bigint;
  readonly creditLimit: bigint;
  readonly sequence: bigint;
  readonly debt: bigint;
}

export async function byHand(database: Sql, key: string, accountId: string): Promise<FastifyInstance> {
  const accounts = new Map([[createHash('sha256').update(key).digest('base64'), accountId]]);
  const app = fastify();
  app.post('/graphql', async (request, reply) => {
    const secret = (request.headers.authorization ?? '').replace(/^Bearer /, '');
    const id = accounts.get(createHash('sha256').update(secret).digest('base64'));
    if (id === undefined) return reply.code(401).send();
    const [account] = await database.rows(FIND_ACCOUNT, [plainArray([id])]);
    if (account === undefined) return reply.code(401).send();
    const rows = await database.rows<Row>(READ_BALANCE, [plainArray([id])]);
    reply.header('content-type', 'application/json; charset=utf-8');
    return JSON.stringify({ data: { balance: toBalance(rows, new Date()) } });
  });
  return app;
}

const written = (amount: bigint): string => formatCredits(microCredits(amount) satisfies MicroCredits);

function toBalance(rows: readonly Row[], now: Date): object {
  const [wallet] = rows;
  if (wallet === undefined) throw new Error('the account has no wallet');
  const lots = rows.filter((row) => row.number !== null);
  const usable = lots.filter((lot) => isUsable(lot, now));
  const soon = now.getTime() + SOON_MILLISECONDS;
  const expiring = usable.filter(({ usableUntil }) => usableUntil !== null && usableUntil.getTime() <= soon);
  const unusable = remainingOf(lots) - remainingOf(usable);
  return {
    available: written(wallet.debt > 0n ? 0n : wallet.available + wallet.creditLimit - unusable),
    reserved: written(wallet.reserved),
    frozen: written(lots.reduce((total, lot) => total + lot.frozen, 0n)),
    debt: written(wallet.debt),
    expiringSoon: written(remainingOf(expiring)),
    sequence: String(wallet.sequence),
    asOf: now.toISOString(),
  };
}

const remainingOf = (lots: readonly Row[]): bigint => lots.reduce((total, lot) => total + lot.remaining, 0n);

function isUsable({ usableUntil, startsAt }: Row, now: Date): boolean {
  return (usableUntil === null || usableUntil > now) && (startsAt === null || startsAt <= now);
}
