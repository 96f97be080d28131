// npm run db:distribute: makes the migrated database of a Citus cluster distributed by account, once, while no gateway runs;
// with --rebalance, moves its groups of shards between nodes while they do.
import '../../require-node.ts';
import { parseArgs } from 'node:util';
import { ConfigurationError, readConfiguration } from '../../config/index.ts';
import { NotDistributableError } from '../../database/index.ts';
import { distributeDatabase, rebalanceDatabase } from '../distribute-database.ts';
import { GatewayStartError } from '../gateway-start-error.ts';
import { migrateAddresses } from '../open-database.ts';
import { wordsForStartFailure } from '../words-for-start-failure.ts';

const HELP = `npm run db:distribute [-- --groups 32]

Makes the database that DATABASE_URL and MIGRATION_DATABASE_URL name distributed by account. It has to be the coordinator of a Citus
cluster; see docs/scaling.md. Stop all gateways before the first time. Safe to repeat.

  --groups      groups of shards, 1 to 256; each is on one node, so there can be as many nodes as groups. Only asked the first time.
                32 when absent.
  --rebalance   of a distributed database: moves groups to nodes that were added, and from nodes that shall have none, while
                gateways run.
`;

/** @throws GatewayStartError */
function groupsOf(text: string): number {
  const groups = Number(text);
  if (Number.isInteger(groups) && groups >= 1 && groups <= 256) return groups;
  throw new GatewayStartError(`--groups has to be a whole number from 1 to 256, not "${text}".`);
}

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      groups: { type: 'string', default: '32' },
      rebalance: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const groups = groupsOf(values.groups);
  const { database } = readConfiguration();
  if (database.kind === 'embedded') {
    throw new GatewayStartError(
      'The built-in PostgreSQL is one machine. Set DATABASE_URL to the coordinator of a Citus cluster.',
    );
  }
  const applicationRole = await migrateAddresses(database, say);
  const target = { url: database.migrationUrl, applicationRole, say };
  if (values.rebalance) await rebalanceDatabase(target);
  else await distributeDatabase({ ...target, groups });
}

try {
  await run();
} catch (error) {
  const isKnown = error instanceof ConfigurationError || error instanceof NotDistributableError;
  process.stderr.write(`${isKnown ? error.message : wordsForStartFailure(error)}\n`);
  process.exitCode = 1;
}
