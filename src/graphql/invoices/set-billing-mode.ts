import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { BillingMode } from '../../accounts/index.ts';
import {
  type AnyUserError,
  fromPublicId,
  generalError,
  invalidParameter,
  unknownAccount,
} from '../../callers/index.ts';
import type { BillingModeRefusal } from '../../invoices/index.ts';
import { formatCredits, type MicroCredits } from '../../money/index.ts';
import { toAccount } from '../accounts/account.ts';
import { AccountType, BillingModeEnum } from '../accounts/types.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { UserError } from '../edge/errors/user-errors.ts';
import { ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { CreditsScalar } from '../edge/scalars.ts';
import { checkOptionalReason, operatorOf } from '../operator/acting.ts';

@InputType({ description: 'How an account pays from now on.' })
class SetBillingModeInput {
  @Field(() => ID, { description: 'Id of the account.' })
  readonly accountId!: string;

  @Field(() => BillingModeEnum, { description: 'PREPAID only when nothing is owed that an invoice can ask for.' })
  readonly mode!: BillingMode;

  @Field(() => CreditsScalar, {
    nullable: true,
    description:
      'POSTPAID: more than 0, at most 1,000,000,000. What is set aside, unbilled and on unpaid invoices together never exceeds it. PREPAID: null.',
  })
  readonly creditLimit?: MicroCredits | null;

  @Field(() => String, { nullable: true, description: 'Why, in at most 500 characters, for the audit log.' })
  readonly reason?: string | null;
}

@ForWhoAsked()
@ObjectType({ description: 'The account as it pays now, or why nothing was changed.', simpleResolvers: true })
class SetBillingModePayload {
  @Field(() => AccountType, { nullable: true, description: 'The account.' })
  readonly account!: AccountType | undefined;

  @Field(() => CreditsScalar, {
    nullable: true,
    description: 'What was left unbilled and is less than an invoice can ask for: written off, by name in the ledger.',
  })
  readonly writtenOff!: MicroCredits | undefined;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

@Resolver()
export class SetBillingModeResolver {
  @GuardedBy('OPERATOR')
  @Mutation(() => SetBillingModePayload, {
    description:
      'Operator: lets an account pay by monthly invoice up to a credit limit, changes the limit, or ends it.',
  })
  setBillingMode(
    @Arg('input', () => SetBillingModeInput) input: SetBillingModeInput,
    @Ctx() context: GraphqlContext,
  ): Promise<SetBillingModePayload> {
    context.forget();
    return setBillingMode(context, input);
  }
}

async function setBillingMode(
  context: GraphqlContext,
  { accountId: publicId, mode, creditLimit, reason }: SetBillingModeInput,
): Promise<SetBillingModePayload> {
  const accountId = fromPublicId('acct', publicId);
  if (accountId === undefined) return refused(unknownAccount());
  const wrong = checkOptionalReason(reason);
  if (wrong !== undefined) return refused(wrong);
  const { services } = context;
  const operator = operatorOf(context, reason);
  const asked = { accountId, mode, creditLimit: creditLimit ?? undefined, operator };
  const outcome = await services.invoices.setBillingMode(asked);
  if (outcome.status === 'refused') return refused(toBillingModeError(outcome.refusal));
  const account = await services.accounts.find(accountId);
  const plan = account === undefined ? undefined : services.catalog.plan(account.planId);
  if (account === undefined || plan === undefined) throw new Error(`account ${publicId} has gone, or its plan has`);
  return { account: toAccount(account, plan), writtenOff: outcome.writtenOff, userErrors: [] };
}

const refused = (error: AnyUserError): SetBillingModePayload => ({
  account: undefined,
  writtenOff: undefined,
  userErrors: [error],
});

const LIMIT_WORDS = {
  MISSING: 'A postpaid account needs a credit limit.',
  NOT_POSITIVE: 'A credit limit is more than 0.',
  TOO_LARGE: 'A credit limit is at most 1,000,000,000.',
  NOT_FOR_PREPAID: 'A prepaid account has no credit limit.',
} as const;

function toBillingModeError(refusal: BillingModeRefusal): AnyUserError {
  switch (refusal.code) {
    case 'ACCOUNT_NOT_FOUND':
      return unknownAccount();
    case 'POSTPAID_NOT_OFFERED':
      return generalError({
        code: refusal.code,
        message: 'The storefront does not say what a credit costs on an invoice (creditUnit.price).',
        path: ['mode'],
      });
    case 'EMAIL_MISSING':
      return invalidParameter(['accountId'], 'Invoices are sent by e-mail, and this account has no address.', [
        'an account with an e-mail address',
      ]);
    case 'INVALID_CREDIT_LIMIT': {
      const allowed = refusal.because === 'NOT_FOR_PREPAID' ? 'null' : 'more than 0, at most 1000000000';
      return invalidParameter(['creditLimit'], LIMIT_WORDS[refusal.because], [allowed]);
    }
    case 'CREDIT_LIMIT_BELOW_USE': {
      const used = formatCredits(refusal.used);
      return invalidParameter(['creditLimit'], `The account has drawn ${used} credits already.`, [`at least ${used}`]);
    }
    case 'CREDITS_OWED': {
      const [reserved, unbilled, invoiced] = [refusal.reserved, refusal.unbilled, refusal.invoiced].map(formatCredits);
      const parts = `${reserved} set aside, ${unbilled} unbilled, ${invoiced} on unpaid invoices`;
      const message = `The account owes credits: ${parts}. It becomes prepaid once nothing is owed.`;
      return generalError({ code: refusal.code, message, path: ['mode'] });
    }
    default:
      return refusal satisfies never;
  }
}
