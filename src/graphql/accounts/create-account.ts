import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { type OpeningRefusal, openAccount } from '../../accounts/index.ts';
import {
  type AnyUserError,
  checkIdempotencyKey,
  checkLine,
  generalError,
  invalidParameter,
  keyMismatch,
  toPublicId,
} from '../../callers/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { UserError } from '../edge/errors/user-errors.ts';
import { ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { checkEmail } from '../edge/input.ts';
import { toApiKey } from '../keys/api-keys.ts';
import { ApiKeyType } from '../keys/types.ts';
import { checkOptionalReason, operatorOf } from '../operator/acting.ts';
import { toAccount } from './account.ts';
import { AccountType } from './types.ts';

@InputType({ description: 'The account to open.' })
class CreateAccountInput {
  @Field(() => String, { description: 'Its name for people, 1 to 200 characters.' })
  readonly name!: string;

  @Field(() => String, { nullable: true, description: 'Where it is written to. One address opens one account.' })
  readonly email?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Whether the plan's welcome credits greet it, once per person. When absent: if it has an e-mail address. True greets an account without one, too.",
  })
  readonly welcomeCredits?: boolean | null;

  @Field(() => ID, { nullable: true, description: "Id of a plan; the storefront's first one when absent." })
  readonly planId?: string | null;

  @Field(() => ID, { nullable: true, description: 'One key, one account: 1 to 255 printable ASCII characters.' })
  readonly idempotencyKey?: string | null;

  @Field(() => String, { nullable: true, description: 'Why, in at most 500 characters, for the audit log.' })
  readonly reason?: string | null;
}

@ForWhoAsked()
@ObjectType({ description: 'The account with its first key, or why there is none.', simpleResolvers: true })
class CreateAccountPayload {
  @Field(() => AccountType, { nullable: true, description: 'The new account.' })
  readonly account!: AccountType | undefined;

  @Field(() => ApiKeyType, { nullable: true, description: 'Its first key; null when replayed.' })
  readonly apiKey!: ApiKeyType | undefined;

  @Field(() => String, {
    nullable: true,
    description:
      "The first key's secret: in this answer only, keep it. When it is lost, createApiKey with the accountId issues another key.",
  })
  readonly secret!: string | undefined;

  @Field(() => Boolean, { description: 'True when the idempotency key was used before: this is its account.' })
  readonly replayed!: boolean;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

const LONGEST_NAME = 200;

@Resolver()
export class CreateAccountResolver {
  @GuardedBy('OPERATOR')
  @Mutation(() => CreateAccountPayload, { description: 'Operator: opens an account with a wallet and a first key.' })
  createAccount(
    @Arg('input', () => CreateAccountInput) input: CreateAccountInput,
    @Ctx() context: GraphqlContext,
  ): Promise<CreateAccountPayload> {
    context.forget();
    return createAccount(context, input);
  }
}

async function createAccount(context: GraphqlContext, input: CreateAccountInput): Promise<CreateAccountPayload> {
  const { services } = context;
  const wrong = check(input);
  if (wrong !== undefined) return refused(wrong);
  const { accounts, catalog, purchases } = services;
  const { plans } = catalog.storefront;
  const rooms = { accounts, plans, welcome: (accountId: string) => purchases.welcome(accountId) };
  const outcome = await openAccount(rooms, { ...toOpening(input), operator: operatorOf(context, input.reason) });
  if (outcome.status === 'refused') return refused(toError(outcome.refusal));
  const plan = catalog.plan(outcome.account.planId);
  if (plan === undefined) throw new Error(`the storefront has no plan ${outcome.account.planId}`);
  const account = toAccount(outcome.account, plan);
  if (outcome.status === 'replayed') {
    return { account, apiKey: undefined, secret: undefined, replayed: true, userErrors: [] };
  }
  return { account, apiKey: toApiKey(outcome.apiKey), secret: outcome.secret, replayed: false, userErrors: [] };
}

function toOpening({ name, email, planId, welcomeCredits, idempotencyKey }: CreateAccountInput) {
  return {
    name: name.trim(),
    email: email ?? undefined,
    planId: planId ?? undefined,
    welcome: welcomeCredits ?? undefined,
    idempotencyKey: idempotencyKey ?? undefined,
  };
}

function check({ name, email, reason, idempotencyKey }: CreateAccountInput): AnyUserError | undefined {
  return (
    checkLine('name', name, LONGEST_NAME) ??
    (email === undefined || email === null ? undefined : checkEmail(email)) ??
    checkOptionalReason(reason) ??
    (idempotencyKey === undefined || idempotencyKey === null ? undefined : checkIdempotencyKey(idempotencyKey))
  );
}

function toError(refusal: OpeningRefusal): AnyUserError {
  switch (refusal.code) {
    case 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH':
      return keyMismatch();
    case 'PLAN_NOT_FOUND': {
      const { allowed } = refusal;
      return invalidParameter(['planId'], `There is no such plan; there are ${allowed.join(', ')}.`, allowed);
    }
    case 'EMAIL_TAKEN': {
      // An operator may know which one.
      const other = toPublicId('acct', refusal.accountId);
      const message = `${other} was opened with this e-mail address: an address opens one account.`;
      return generalError({ code: refusal.code, message, path: ['email'] });
    }
    default:
      return refusal satisfies never;
  }
}

function refused(error: AnyUserError): CreateAccountPayload {
  return { account: undefined, apiKey: undefined, secret: undefined, replayed: false, userErrors: [error] };
}
