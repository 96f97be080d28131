import { Arg, Ctx, Field, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { ACCOUNT_SUSPENDED, type AnyUserError, invalidParameter } from '../../callers/index.ts';
import { isTimeZone } from '../../keys/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { UserError } from '../edge/errors/user-errors.ts';
import { ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { toAccount } from './account.ts';
import { AccountType } from './types.ts';

@InputType({ description: 'What to change of the account; what is absent stays as it is.' })
class UpdateAccountInput {
  @Field(() => String, { nullable: true, description: 'IANA name of its time zone, such as "Europe/Berlin".' })
  readonly timeZone?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'At which hour its days begin, 0 to 23, for the limits of its keys.',
  })
  readonly resetHour?: number | null;
}

@ForWhoAsked()
@ObjectType({ description: 'The changed account, or why it is as it was.', simpleResolvers: true })
class UpdateAccountPayload {
  @Field(() => AccountType, { nullable: true, description: 'The account as it is now.' })
  readonly account!: AccountType | undefined;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

@Resolver()
export class UpdateAccountResolver {
  @GuardedBy('KEYS_WRITE')
  @Mutation(() => UpdateAccountPayload, {
    description:
      "Sets when the account's days begin. What was spent stays counted: limits are compared with what was spent since the current period began, as it is defined now. Not for keys that have a limit or descend from one that has.",
  })
  updateAccount(
    @Arg('input', () => UpdateAccountInput) input: UpdateAccountInput,
    @Ctx() context: GraphqlContext,
  ): Promise<UpdateAccountPayload> {
    context.forget();
    return updateAccount(context, input);
  }
}

async function updateAccount(
  { services, viewer }: GraphqlContext,
  { timeZone, resetHour }: UpdateAccountInput,
): Promise<UpdateAccountPayload> {
  const { account, key, plan } = viewer;
  const wrong = account.status === 'SUSPENDED' ? ACCOUNT_SUSPENDED : (checkZone(timeZone) ?? checkHour(resetHour));
  if (wrong !== undefined) return refused(wrong);
  const outcome = await services.accounts.update({
    accountId: account.id,
    actingKeyId: key.id,
    changes: { ...(isGiven(timeZone) ? { timeZone } : {}), ...(isGiven(resetHour) ? { resetHour } : {}) },
  });
  if (outcome.status === 'refused') return refused(LIMITED_KEY);
  return { account: toAccount(outcome.account, plan), userErrors: [] };
}

const isGiven = <Value>(value: Value | null | undefined): value is Value => value !== null && value !== undefined;

function checkZone(name: string | null | undefined): AnyUserError | undefined {
  if (!isGiven(name) || isTimeZone(name)) return undefined;
  const message = 'There is no such time zone: it is an IANA name.';
  return invalidParameter(['timeZone'], message, ['an IANA name such as Europe/Berlin', 'UTC']);
}

function checkHour(hour: number | null | undefined): AnyUserError | undefined {
  if (!isGiven(hour) || (hour >= 0 && hour <= 23)) return undefined;
  return invalidParameter(['resetHour'], 'A day begins at an hour from 0 to 23.', ['0 to 23']);
}

const LIMITED_KEY: AnyUserError = invalidParameter(
  [],
  'A limit binds the asking key: it cannot change when that limit begins anew.',
  ['a key that no limit binds'],
);

const refused = (error: AnyUserError): UpdateAccountPayload => ({ account: undefined, userErrors: [error] });
