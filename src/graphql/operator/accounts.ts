import { Args, ArgsType, Ctx, Field, ID, ObjectType, Query, Resolver } from 'type-graphql';
import type { BillingMode } from '../../accounts/index.ts';
import { fromPublicId, toPublicId } from '../../callers/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import type { AccountOrder, AccountState, ListedAccount } from '../../usage/index.ts';
import { BillingModeEnum } from '../accounts/types.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { ACCOUNT_CURSORS } from '../edge/cursors.ts';
import { badUserInput } from '../edge/errors/request-errors.ts';
import { type ArgumentCheck, CheckedFirst } from '../edge/guard/argument-checks.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { checkNames } from '../edge/input.ts';
import { type Connection, connectionType, PageOf, readPage, toConnection } from '../edge/pages.ts';
import { CreditsScalar, DateTimeScalar } from '../edge/scalars.ts';
import { enumType } from '../edge/types.ts';

const AccountStateEnum = enumType<AccountState>('AccountState', 'What may be done with an account, for operators.', {
  ACTIVE: 'In use.',
  SUSPENDED: 'May look, but not spend, until it is released.',
  CLOSED: 'Closed by an operator, for good.',
});

const AccountOrderEnum = enumType<AccountOrder>('AccountOrder', 'In which order accounts are listed.', {
  NEWEST: 'The one opened last first.',
  BALANCE_HIGHEST: 'The highest available balance first.',
  BALANCE_LOWEST: 'The lowest available balance first; below zero is drawn on a credit line.',
  OWING: 'Only those that owe credits or have drawn on their credit line, the most first.',
});

@GuardedBy('OPERATOR')
@ObjectType('AccountListing', {
  description: 'An account in the list of all; account(id) has everything else.',
  simpleResolvers: true,
})
class AccountListingType {
  @Field(() => ID, { description: 'Its id.' })
  readonly id!: string;

  @Field(() => String, { description: 'Its name for people.' })
  readonly name!: string;

  @Field(() => String, { nullable: true, description: 'Where it is written to.' })
  readonly email!: string | undefined;

  @Field(() => ID, { description: 'Id of its plan.' })
  readonly planId!: string;

  @Field(() => BillingModeEnum, { description: 'When it pays.' })
  readonly billingMode!: BillingMode;

  @Field(() => AccountStateEnum, { description: 'What may be done with it.' })
  readonly state!: AccountState;

  @Field(() => CreditsScalar, {
    description: 'What is available, as booked: below zero is drawn on the credit line. Ended lots may be in it still.',
  })
  readonly available!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'Set aside for work in flight.' })
  readonly reserved!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'Postpaid: how far below zero it may go; 0 for prepaid.' })
  readonly creditLimit!: MicroCredits;

  @Field(() => CreditsScalar, {
    description: 'Spent though the payment went back, and what is drawn on the credit line.',
  })
  readonly owed!: MicroCredits;

  @Field(() => DateTimeScalar, { description: 'When it was opened.' })
  readonly createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was closed.' })
  readonly closedAt!: Date | undefined;
}

const AccountListingConnection = connectionType('AccountListing', AccountListingType);

@ArgsType()
class PageOfAccounts extends PageOf {
  @Field(() => String, {
    nullable: true,
    description:
      'An id ("acct_…"), or how the name or the e-mail address begins, 2 to 200 characters; capital and small letters are the same.',
  })
  readonly search?: string | null;

  @Field(() => AccountStateEnum, { nullable: true, description: 'Only these.' })
  readonly status?: AccountState | null;

  @Field(() => AccountOrderEnum, { nullable: true, description: 'In which order; NEWEST when absent.' })
  readonly orderBy?: AccountOrder | null;
}

@Resolver()
export class AccountsResolver {
  @GuardedBy('OPERATOR')
  @CheckedFirst(accountsPage)
  @Query(() => AccountListingConnection, { description: 'Operator: all accounts, or those that are searched for.' })
  accounts(
    @Args(() => PageOfAccounts) page: PageOfAccounts,
    @Ctx() context: GraphqlContext,
  ): Promise<Connection<AccountListingType>> {
    return listAccounts(context, page);
  }
}

async function listAccounts({ services }: GraphqlContext, page: PageOfAccounts) {
  const order = page.orderBy ?? 'NEWEST';
  const cursors = ACCOUNT_CURSORS[order];
  const { size, after } = readPage(page, cursors);
  const wanted = { search: readSearch(page.search), state: page.status ?? undefined, order, after };
  const rows = await services.usage.accounts({ ...wanted, limit: size + 1 });
  return toConnection({ rows, size, toItem: toListing, toCursor: (account) => cursors.write(account) });
}

const SHORTEST_SEARCH = 2;
const LONGEST_SEARCH = 200;

/** Throws BAD_USER_INPUT. */
function readSearch(search: string | null | undefined) {
  if (search === undefined || search === null) return undefined;
  const beginning = search.trim();
  if (beginning.length < SHORTEST_SEARCH || beginning.length > LONGEST_SEARCH) {
    throw badUserInput('search has 2 to 200 characters.', ['2 to 200 characters']);
  }
  checkNames('search', [beginning]);
  const id = fromPublicId('acct', beginning);
  return id === undefined ? { beginning } : { id };
}

function accountsPage(...[given]: Parameters<ArgumentCheck>): void {
  const page = given as Pick<PageOfAccounts, 'search' | 'orderBy' | 'first' | 'after'>;
  readPage(page, ACCOUNT_CURSORS[page.orderBy ?? 'NEWEST']);
  readSearch(page.search);
}

function toListing({ id, email, closedAt, rank: _rank, ...account }: ListedAccount): AccountListingType {
  return { ...account, id: toPublicId('acct', id), email: email ?? undefined, closedAt: closedAt ?? undefined };
}
