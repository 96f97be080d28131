import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { add } from '../../money/index.ts';
import { periodOfMonth, readMonth, type Statement } from '../../statements/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { badUserInput } from '../edge/errors/request-errors.ts';
import { type ArgumentCheck, CheckedFirst } from '../edge/guard/argument-checks.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { checkAuditWindow } from '../edge/plan-window.ts';
import { DateTimeScalar } from '../edge/scalars.ts';
import { BalanceAtType, DownloadType, StatementType } from './types.ts';

@Resolver(() => StatementType)
export class StatementsResolver {
  @GuardedBy('ACCOUNT_READ')
  @CheckedFirst(readableMonth)
  @Query(() => StatementType, {
    description:
      "A month of the account, by the clocks of its time zone. The month has begun, and the plan's audit window reaches into it.",
  })
  async statement(
    @Arg('month', () => String, { description: 'The month: "2026-11".' }) month: string,
    @Ctx() context: GraphqlContext,
  ): Promise<StatementType> {
    const { id: accountId, timeZone } = context.viewer.account;
    checkWindow(context, month);
    return toStatement(await context.services.statements.statement({ accountId, month, timeZone }));
  }

  @FieldResolver(() => DownloadType, { description: 'The statement as a PDF page.' })
  pdf(@Root() { accountId, month }: StatementType, @Ctx() { services }: GraphqlContext): Promise<DownloadType> {
    return services.statementFiles.linkTo({ accountId, month, form: 'pdf' });
  }

  @FieldResolver(() => DownloadType, { description: 'The statement as CSV.' })
  csv(@Root() { accountId, month }: StatementType, @Ctx() { services }: GraphqlContext): Promise<DownloadType> {
    return services.statementFiles.linkTo({ accountId, month, form: 'csv' });
  }

  @GuardedBy('ACCOUNT_READ')
  @Query(() => BalanceAtType, {
    description:
      "The balance as it was booked at a moment inside the plan's audit window. What had expired and was not booked yet is still in it, and the credit line is not.",
  })
  async balanceAt(
    @Arg('at', () => DateTimeScalar, { description: 'The moment; it has passed.' }) at: Date,
    @Ctx() context: GraphqlContext,
  ): Promise<BalanceAtType> {
    checkMoment(context, at);
    const { services, viewer } = context;
    const books = await services.statements.balanceAt(viewer.account.id, at);
    const { sequence, available, reserved, hash: headHash } = books;
    return { at, available, reserved, total: add(available, reserved), sequence: String(sequence), headHash };
  }
}

function readableMonth(given: Parameters<ArgumentCheck>[0]): void {
  if (readMonth(String(given['month'])) === undefined) {
    throw badUserInput('month is a calendar month since 1970, as year and month.', ['a month such as "2026-11"']);
  }
}

/** Any day of the month inside the window is enough: sums of whole months are all that is shown. */
function checkWindow({ services, viewer }: GraphqlContext, month: string): void {
  const { startsAt, endsAt } = periodOfMonth(month, viewer.account.timeZone);
  if (startsAt > services.now()) throw badUserInput(`${month} has not begun yet.`, ['a month that has begun']);
  checkAuditWindow({ services, viewer }, { what: month, until: endsAt });
}

function checkMoment({ services, viewer }: GraphqlContext, at: Date): void {
  if (at > services.now()) {
    throw badUserInput('at has not come yet: balance says what there is now.', ['a moment that has passed']);
  }
  checkAuditWindow({ services, viewer }, { what: at.toISOString(), until: at });
}

function toStatement({ opening, closing, ...statement }: Statement): StatementType {
  const { accountId, month, timeZone, from, to, asOf, isFinal, transactions, headHash } = statement;
  const { added, charged, refunded, expired, frozen, clawedBack, adjusted, invoiced } = statement;
  const isEmpty = transactions === 0;
  return {
    ...{ accountId, month, timeZone, from, to, asOf, isFinal, opening, closing, transactions, headHash },
    ...{ added, charged, refunded, expired, frozen, clawedBack, adjusted, invoiced },
    firstSequence: isEmpty ? undefined : String(statement.afterSequence + 1n),
    lastSequence: isEmpty ? undefined : String(statement.throughSequence),
  };
}
