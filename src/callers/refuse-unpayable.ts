// Whether a request could be accepted now, before anything is done for it that costs more than looking: files are fetched only then. The
// reservation decides, by the same rules, under the wallet's lock.
import type { GenerationRefusal, GenerationRequest } from '../generation/index.ts';
import { add, type MicroCredits, subtract, ZERO } from '../money/index.ts';
import { decideBlock, type Spender, type SpendingBlock } from './decide-spending.ts';
import { toGenerationError } from './generation-error.ts';
import type { Asking } from './refuse-suspended.ts';
import { findSpender, readsOf } from './spender.ts';
import { ACCOUNT_SUSPENDED, type AnyUserError } from './user-errors.ts';

/** Undefined when nothing stands against it now. */
export async function refuseUnpayable(asking: Asking, wanted: GenerationRequest): Promise<AnyUserError | undefined> {
  const { services, viewer } = asking;
  const planned = services.generations.plan(wanted);
  if (planned.status === 'refused') return toGenerationError(planned.refusal, services.catalog);
  const { maxCost } = planned.plan.estimate;
  const endUser = wanted.metadata?.['userId'];
  const spender = await findSpender(viewer, readsOf(asking), endUser);
  const block = decideBlock(spender, maxCost);
  if (block === undefined) return undefined;
  if (block === 'ACCOUNT_SUSPENDED') return ACCOUNT_SUSPENDED;
  const refusal =
    block === 'END_USER_LIMIT_REACHED' ? await endUserRefusal(asking, endUser) : refusalOf(block, { spender, maxCost });
  return refusal === undefined ? undefined : toGenerationError(refusal, services.catalog);
}

interface Means {
  readonly spender: Spender;
  readonly maxCost: MicroCredits;
}

/** As the ledger says it. */
function refusalOf(
  block: Exclude<SpendingBlock, 'ACCOUNT_SUSPENDED' | 'END_USER_LIMIT_REACHED'>,
  { spender, maxCost }: Means,
): GenerationRefusal | undefined {
  const { available, concurrencyLimit, power } = spender;
  switch (block) {
    case 'INSUFFICIENT_CREDITS':
    case 'CREDIT_LIMIT_REACHED':
      return { code: block, required: maxCost, available, shortfall: subtract(maxCost, available) };
    case 'CONCURRENCY_LIMIT_REACHED':
      return { code: block, limit: concurrencyLimit, used: power.running };
    case 'KEY_DAILY_LIMIT_REACHED':
    case 'KEY_WEEKLY_LIMIT_REACHED':
    case 'KEY_MONTHLY_LIMIT_REACHED':
      return power.budget === undefined ? undefined : { code: 'KEY_SPENDING_LIMIT_REACHED', ...power.budget };
    case 'PRICE_UNKNOWN':
      // What was planned has a price.
      return undefined;
    default:
      return block satisfies never;
  }
}

async function endUserRefusal(asking: Asking, name: string | undefined): Promise<GenerationRefusal | undefined> {
  const state = name === undefined ? undefined : await readsOf(asking).endUser(name);
  if (name === undefined || state?.limit === undefined) return undefined;
  const { limit, period, charged, reserved, endsAt: resetsAt } = state;
  const used = add(charged, reserved);
  const left = used < limit ? subtract(limit, used) : ZERO;
  return { code: 'END_USER_LIMIT_REACHED', endUser: name, limit, period, used, left, resetsAt };
}
