// The accounts a gateway brings with it. Everything here may run again, and at several gateways at once.
import { type Accounts, openedAccount } from '../accounts/index.ts';
import type { Catalog } from '../catalog/index.ts';
import type { Configuration } from '../config/index.ts';
import type { Database } from '../database/index.ts';
import { createKeys, isMistyped, type KeyProblem, type Keys, SCOPES, type Scope } from '../keys/index.ts';
import { hashInput, type Ledger } from '../ledger/index.ts';
import { type MicroCredits, max, microCredits } from '../money/index.ts';
import { discardDemoKey, readOrMakeDemoKey } from './demo-key-file.ts';
import { GatewayStartError } from './gateway-start-error.ts';

export interface Bootstrap {
  readonly configuration: Configuration;
  readonly database: Database;
  readonly accounts: Accounts;
  readonly keys: Keys;
  readonly ledger: Ledger;
  readonly catalog: Catalog;
  readonly now: () => Date;
}

/** The largest plan, so that nothing but the credits limits a first try. */
const DEMO_PLAN = 'enterprise';
const LEAST_DEMO_CREDITS = microCredits(100_000_000n);
const DEMO_SCOPES = SCOPES.filter((scope) => scope !== 'OPERATOR');
/** Lets one gateway at a time look for a key and add it. */
const BOOTSTRAP_LOCK = 7_205_759_404;

/** The operator's account and key, when OPERATOR_API_KEY is set. */
export async function bootstrapOperator(bootstrap: Bootstrap): Promise<void> {
  const { accounts, configuration } = bootstrap;
  const secret = configuration.operatorApiKey;
  if (secret === undefined) return;
  refuseMistyped(secret, 'OPERATOR_API_KEY');
  const owner = { name: 'Operator', planId: planOf(bootstrap), idempotencyKey: 'operator', scopes: SCOPES, secret };
  const account = openedAccount(await accounts.create(owner));
  await ensureKey(bootstrap, { accountId: account.id, secret, scopes: SCOPES, variable: 'OPERATOR_API_KEY' });
}

/**
 * The demo account, its key and its free credits. Gives the key; undefined when there is none: where others can reach the
 * gateway, the account is there only when DEMO_API_KEY asks for it.
 */
export async function bootstrapDemo(bootstrap: Bootstrap): Promise<string | undefined> {
  const { accounts, ledger, catalog, configuration } = bootstrap;
  if (configuration.demoApiKey === undefined && configuration.exposure === 'reachable') return undefined;
  const wanted = configuration.demoApiKey ?? readOrMakeDemoKey(configuration.dataDir);
  refuseMistyped(wanted, 'DEMO_API_KEY');
  const owner = {
    name: 'Demo',
    planId: planOf(bootstrap),
    idempotencyKey: 'demo',
    scopes: DEMO_SCOPES,
    secret: wanted,
  };
  const account = openedAccount(await accounts.create(owner));
  const secret = configuration.demoApiKey ?? (await replaceIfEnded(bootstrap, wanted));
  await ensureKey(bootstrap, { accountId: account.id, secret, scopes: DEMO_SCOPES, variable: 'DEMO_API_KEY' });
  await ledger.submit({
    command: {
      kind: 'add',
      accountId: account.id,
      idempotencyKey: 'demo-credits',
      inputHash: hashInput({ grant: 'demo-credits' }),
      amount: demoCredits(catalog),
      source: 'PROMOTION',
      description: 'Free credits to try things out',
    },
  });
  return secret;
}

/** As many as the smallest pack: 100 credits are plenty where one is a dollar, and nothing where a million are 25. */
function demoCredits({ storefront }: Catalog): MicroCredits {
  const packs = storefront.packs.map((pack) => pack.credits).toSorted((left, right) => (left < right ? -1 : 1));
  return max(packs[0] ?? LEAST_DEMO_CREDITS, LEAST_DEMO_CREDITS);
}

function planOf({ catalog }: Bootstrap): string {
  const plan = catalog.plan(DEMO_PLAN) ?? catalog.storefront.plans.at(-1);
  if (plan === undefined) throw new GatewayStartError('The storefront has no plan. Add one under "plans".');
  return plan.id;
}

/** A key that somebody revoked or rotated does not come back to life at the next start. */
async function replaceIfEnded({ keys, configuration }: Bootstrap, secret: string): Promise<string> {
  const verification = await keys.verify(secret, 'ANY');
  const hasEnded = verification.status === 'refused' && ['REVOKED', 'REPLACED'].includes(verification.problem);
  if (!hasEnded) return secret;
  discardDemoKey(configuration.dataDir);
  return readOrMakeDemoKey(configuration.dataDir);
}

interface WantedKey {
  readonly accountId: string;
  readonly secret: string;
  readonly scopes: readonly Scope[];
  /** Where the secret came from, for messages. */
  readonly variable: string;
}

/** Of secrets that a start does not bring to life. */
const PROBLEMS: Partial<Record<KeyProblem, string>> = {
  REPLACED: 'was replaced when its key was rotated. Set it to the new secret.',
};

function refuseMistyped(secret: string, variable: string): void {
  if (!isMistyped(secret)) return;
  const words = 'begins with tgk_, as secrets do that Tollgate makes, but its checksum is wrong';
  throw new GatewayStartError(`${variable} ${words}. Copy it again, or choose another value.`);
}

/** Adds a key with this secret unless the account has an active one. */
async function ensureKey({ database, now }: Bootstrap, wanted: WantedKey): Promise<void> {
  const { accountId, secret, scopes, variable } = wanted;
  await database.transaction(async (tx) => {
    await tx.rows('select pg_advisory_xact_lock($1)', [BOOTSTRAP_LOCK]);
    const keys = createKeys({ ...tx, transaction: (work) => work(tx) }, now);
    const found = await keys.verify(secret, 'ANY');
    if (found.status === 'good') {
      if (found.key.accountId === accountId) return;
      throw new GatewayStartError(`${variable} is the key of another account already. Choose another value.`);
    }
    const words = PROBLEMS[found.problem];
    if (words !== undefined) throw new GatewayStartError(`${variable} ${words}`);
    await keys.create({ accountId, name: 'Key from the configuration', scopes, secret });
  });
}
