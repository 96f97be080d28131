import { Arg, Ctx, Field, FieldResolver, InputType, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import type { EmailDelivery, EmailKind, EmailPreference } from '../../emails/index.ts';
import { AccountType } from '../accounts/types.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { UserError } from '../edge/errors/user-errors.ts';
import { ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { enumType } from '../edge/types.ts';

const EmailKindEnum = enumType<EmailKind>('EmailKind', 'What an account is written about.', {
  LOW_BALANCE: 'The balance fell below a threshold of its warnings.',
  EXPIRING_CREDITS: 'Credits expire soon.',
  TOP_UP_FAILED: 'An automatic top-up was declined, paused, or stopped by its cap.',
  RECEIPT: 'A pack, a plan, a top-up or an invoice was paid, or a payment was returned.',
  INVOICE: 'An invoice was issued, or is overdue.',
  KEY_CREATED: 'There is a new API key, or a new secret of one.',
});

const EmailDeliveryEnum = enumType<EmailDelivery>('EmailDelivery', 'What becomes of e-mails at this gateway.', {
  OFF: 'Nothing is sent: no mail server is configured.',
  KEPT: 'Nothing leaves this machine: /dev/mail shows what would be sent.',
  SMTP: 'A mail server sends them.',
});

@GuardedBy('ACCOUNT_READ', 'BILLING_WRITE', 'OPERATOR')
@ObjectType('EmailPreference', { description: 'Whether an account wants e-mails of a kind.', simpleResolvers: true })
class EmailPreferenceType {
  @Field(() => EmailKindEnum, { description: 'What they are about.' })
  readonly kind!: EmailKind;

  @Field(() => Boolean, { description: 'Whether they are sent; true until it is switched off.' })
  readonly isWanted!: boolean;
}

@GuardedBy('ACCOUNT_READ', 'BILLING_WRITE', 'OPERATOR')
@ObjectType('AccountEmails', { description: 'E-mails to the address of the account.', simpleResolvers: true })
class AccountEmailsType {
  @Field(() => EmailDeliveryEnum, { description: 'What becomes of them at this gateway.' })
  readonly delivery!: EmailDelivery;

  @Field(() => [EmailPreferenceType], { description: 'Of every kind.' })
  readonly preferences!: readonly EmailPreference[];
}

@InputType({ description: 'Whether e-mails of a kind are wanted.' })
class SetEmailPreferenceInput {
  @Field(() => EmailKindEnum, { description: 'What they are about.' })
  readonly kind!: EmailKind;

  @Field(() => Boolean, { description: 'Whether they are sent.' })
  readonly isWanted!: boolean;
}

@ForWhoAsked()
@ObjectType({ description: 'What is sent now, or why it is as it was.', simpleResolvers: true })
class SetEmailPreferencePayload {
  @Field(() => AccountEmailsType, { nullable: true, description: 'As it is now.' })
  readonly emails!: AccountEmailsType | undefined;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

@Resolver(() => AccountType)
export class EmailsResolver {
  @GuardedBy('BILLING_WRITE')
  @Mutation(() => SetEmailPreferencePayload, {
    description: 'Switches e-mails of a kind on or off, also those that wait to be sent.',
  })
  async setEmailPreference(
    @Arg('input', () => SetEmailPreferenceInput) input: SetEmailPreferenceInput,
    @Ctx() context: GraphqlContext,
  ): Promise<SetEmailPreferencePayload> {
    const { services, viewer, forget } = context;
    forget();
    const { id } = viewer.account;
    await services.emails.setPreference(id, input);
    return { emails: await emailsOf(context, id), userErrors: [] };
  }

  @FieldResolver(() => AccountEmailsType, { description: 'E-mails to its address, and which it wants.' })
  emails(@Root() { key }: AccountType, @Ctx() context: GraphqlContext): Promise<AccountEmailsType> {
    return emailsOf(context, key);
  }
}

async function emailsOf({ services, loaders }: GraphqlContext, accountId: string): Promise<AccountEmailsType> {
  return { delivery: services.emails.delivery, preferences: await loaders(accountId).emailPreferences() };
}
