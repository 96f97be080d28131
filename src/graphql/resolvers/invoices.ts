import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Invoice } from '../../invoices/index.ts';
import type { GraphqlContext } from '../context.ts';
import { INVOICE_CURSOR } from '../cursors.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { PageOf } from '../input/page-arguments.ts';
import { present } from '../input/present.ts';
import { readPage, toConnection } from '../pages.ts';
import { toInvoice, toInvoiceLine } from '../translate/to-invoice.ts';
import { type Connection, connectionType } from '../types/connection.ts';
import { InvoiceLineType, InvoiceType } from '../types/invoice.ts';

const InvoiceConnection = connectionType('Invoice', InvoiceType);

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
