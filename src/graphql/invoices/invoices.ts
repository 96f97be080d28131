import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { toPublicId } from '../../callers/index.ts';
import type { Invoice, InvoiceLine } from '../../invoices/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { INVOICE_CURSOR } from '../edge/cursors.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { present } from '../edge/input.ts';
import { type Connection, connectionType, PageOf, readPage, toConnection } from '../edge/pages.ts';
import { toMoney } from '../edge/types.ts';
import { InvoiceLineType, InvoiceType } from './types.ts';

export const InvoiceConnection = connectionType('Invoice', InvoiceType);

@Resolver(() => InvoiceType)
export class InvoicesResolver {
  @GuardedBy('ACCOUNT_READ')
  @Query(() => InvoiceConnection, { description: 'Invoices of a postpaid account, newest month first.' })
  async invoices(
    @Args(() => PageOf) page: PageOf,
    @Ctx() { services, viewer }: GraphqlContext,
  ): Promise<Connection<InvoiceType>> {
    const { size, after } = readPage(page, INVOICE_CURSOR);
    const asked = { accountId: viewer.account.id, limit: size + 1, ...present({ beforeMonth: after }) };
    const rows = await services.invoices.list(asked);
    const toCursor = (invoice: Invoice): string => INVOICE_CURSOR.write(invoice.month);
    return toConnection({ rows, size, toItem: toInvoice, toCursor });
  }

  @FieldResolver(() => [InvoiceLineType], {
    description: 'By day and model; they add up to the charges of the month, to the last millionth of a credit.',
  })
  async lines(@Root() { accountId, key }: InvoiceType, @Ctx() context: GraphqlContext): Promise<InvoiceLineType[]> {
    const lines = await context.loaders(accountId).invoiceLines.load(key);
    return lines.map(toInvoiceLine);
  }
}

const PRICE_DIGITS = 9;

export function toInvoice(invoice: Invoice): InvoiceType {
  const { accountId, id, number, month, status, credits, carriedCredits, price, total, payUrl } = invoice;
  const { createdAt, issuedAt, dueAt, paidAt, moneyBack } = invoice;
  return {
    __typename: 'Invoice',
    accountId,
    key: id,
    id: toPublicId('inv', id),
    number,
    month: month.slice(0, 7),
    status,
    credits,
    carriedCredits,
    creditPrice: decimalOf(price.billionths),
    total: toMoney(total),
    createdAt,
    issuedAt,
    dueAt,
    paidAt,
    moneyBack: moneyBack.minorUnits === 0n ? undefined : toMoney(moneyBack),
    payUrl,
  };
}

function toInvoiceLine({ kind, day, model, count, credits, price }: InvoiceLine): InvoiceLineType {
  const what = kind === 'CHARGE' ? 'Generations' : 'Given back';
  return {
    day,
    model,
    description: `${what}: ${model ?? 'unknown model'}, ${day}`,
    count,
    credits,
    creditPrice: decimalOf(price),
  };
}

/** "1" or "0.000025". */
function decimalOf(billionths: bigint): string {
  const text = String(billionths).padStart(PRICE_DIGITS + 1, '0');
  return `${text.slice(0, -PRICE_DIGITS)}.${text.slice(-PRICE_DIGITS)}`.replace(/\.?0+$/, '');
}
