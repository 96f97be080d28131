// What is allowed and yet unusual in a configuration. What is wrong in itself is refused by the reader of the configuration.
import type { Configuration } from '../../../config/index.ts';
import { type Finding, findingsOf } from './finding.ts';

const { ok, warning } = findingsOf('configuration');

export interface ConfigurationFacts {
  readonly configuration: Configuration;
  /** Names in the file `.env` that nothing reads. */
  readonly unread: readonly string[];
}

export function decideConfiguration({ configuration, unread }: ConfigurationFacts): Finding[] {
  const unusual = [
    ...unread.map((name) => warning(`.env sets ${name}, which nothing reads`, 'Is it spelled as in .env.example?')),
    ...ofExposure(configuration),
  ];
  const { exposure, database } = configuration;
  const who = exposure === 'loopback' ? 'this machine only' : 'others, too';
  const where = database.kind === 'embedded' ? 'the built-in PostgreSQL' : 'the PostgreSQL of DATABASE_URL';
  return [ok(`every variable is right; the gateway is for ${who}, and its books are in ${where}`), ...unusual];
}

/** Where others can reach the gateway, some settings are dangerous that are fine on one's own machine. */
function ofExposure(configuration: Configuration): Finding[] {
  if (configuration.exposure === 'loopback') return [];
  return [...ofAddresses(configuration), ...ofGifts(configuration), ...ofBooks(configuration)].filter(
    (finding) => finding !== undefined,
  );
}

function ofAddresses({ publicUrl, webhookReach }: Configuration) {
  return [
    publicUrl === undefined
      ? warning('PUBLIC_URL is not set', 'Set it to the address that customers see: links in answers are made of it.')
      : undefined,
    publicUrl?.startsWith('http://') === true
      ? warning('PUBLIC_URL is http', 'Keys travel readable. Put a proxy with TLS in front, and set the https address.')
      : undefined,
    webhookReach === 'ANY'
      ? warning('WEBHOOKS_ALLOW_INSECURE lets every account send requests into this network', 'Take it away.')
      : undefined,
  ];
}

/** What nobody paid for. */
function ofGifts({ stripe, demoApiKey, sandbox, providers }: Configuration) {
  const hasProvider = Object.values(providers).some((credentials) => credentials !== undefined);
  return [
    stripe.kind === 'simulator'
      ? warning(
          'payments are simulated, and others can reach the gateway',
          'Whoever has a key gets credits for nothing.',
        )
      : undefined,
    demoApiKey === undefined
      ? undefined
      : warning('DEMO_API_KEY makes an account with credits that nobody paid for', 'Take it away once you sell.'),
    sandbox === 'on' && hasProvider
      ? warning('the sandbox is on beside real providers', 'Its media are made up. SANDBOX=auto switches it off.')
      : undefined,
  ];
}

function ofBooks({ database }: Configuration) {
  if (database.kind === 'embedded') {
    return [warning('the built-in PostgreSQL is not backed up by anybody', 'Set DATABASE_URL to a server that is.')];
  }
  if (database.directUrl !== database.migrationUrl) return [];
  return [
    warning(
      'one database role does everything',
      'Set MIGRATION_DATABASE_URL to the owner of the tables and DATABASE_URL to a role that owns nothing ' +
        '(docs/decisions/0006-two-database-roles.md).',
    ),
  ];
}
