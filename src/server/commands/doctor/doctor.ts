// Looks at everything that a gateway needs, one area after the other, and changes nothing that lasts.
import { type Configuration, ConfigurationError } from '../../../config/index.ts';
import { connectDatabase, type Database } from '../../../database/index.ts';
import { hasEmbeddedDatabase } from '../../../embedded-postgres/index.ts';
import { ormConfig } from '../../../mikro-orm.config.ts';
import { withAdvice } from '../../database-advice.ts';
import { GatewayStartError } from '../../gateway-start-error.ts';
import { reachDatabase } from '../reach-database.ts';
import { askAddresses, decideAddress } from './check-address.ts';
import { checkMigrations, checkRole } from './check-books.ts';
import { checkDatabaseClock } from './check-clock.ts';
import { checkDataFolder, checkSharedFolder } from './check-data-folder.ts';
import { checkDatabase } from './check-database.ts';
import { checkEmail } from './check-email.ts';
import { checkProviders } from './check-providers.ts';
import { checkReadiness } from './check-readiness.ts';
import { checkReplica } from './check-replica.ts';
import { checkStripe } from './check-stripe.ts';
import { decideConfiguration } from './decide-configuration.ts';
import { type Finding, findingsOf } from './finding.ts';

export interface Doctor {
  /** @throws ConfigurationError */
  readonly configure: () => Configuration;
  /** Names in `.env` that nothing reads. */
  readonly unread: () => readonly string[];
  readonly now: () => Date;
  /** What stands in for https://api.stripe.com. */
  readonly stripeBase?: (() => string) | undefined;
  /** What is being looked at. */
  readonly looking: (what: string) => void;
  readonly found: (finding: Finding) => void;
}

type Look = () => Promise<Finding[]> | Finding[];

/** Every finding is also given to `found` as it comes. */
export async function examine(doctor: Doctor): Promise<Finding[]> {
  const all: Finding[] = [];
  const look = async (area: string, work: Look): Promise<readonly Finding[]> => {
    doctor.looking(area);
    const findings = await orProblem(area, work);
    for (const finding of findings) doctor.found(finding);
    all.push(...findings);
    return findings;
  };
  const configuration = await examineConfiguration(doctor, look);
  if (configuration === undefined) return all;
  await examineDatabase(doctor, configuration, look);
  await look('payments', () => checkStripe({ configuration, apiBase: doctor.stripeBase, now: doctor.now }));
  await look('providers', () => checkProviders(configuration));
  await look('e-mail', () => checkEmail(configuration));
  const folder = await look('data folder', () => checkDataFolder(configuration.dataDir));
  await examineAddress(configuration, { look, canWrite: folder.every(({ state }) => state !== 'problem') });
  return all;
}

type Looking = (area: string, work: Look) => Promise<readonly Finding[]>;

async function orProblem(area: string, work: Look): Promise<Finding[]> {
  try {
    return await work();
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return [findingsOf(area).problem(words.replace(/[.\s]+$/, ''), 'Whatever needs it was not looked at.')];
  }
}

async function examineConfiguration(doctor: Doctor, look: Looking): Promise<Configuration | undefined> {
  const { problem } = findingsOf('configuration');
  let configuration: Configuration | undefined;
  await look('configuration', () => {
    try {
      configuration = doctor.configure();
      return decideConfiguration({ configuration, unread: doctor.unread() });
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      const advice = 'Mend it (.env.example says what each variable is for): the rest is looked at once all are right.';
      return error.problems.map((text) => problem(text.replace(/\.$/, ''), advice));
    }
  });
  return configuration;
}

async function examineDatabase(doctor: Doctor, { database: where }: Configuration, look: Looking): Promise<void> {
  const { warning } = findingsOf('database');
  if (where.kind === 'embedded' && !hasEmbeddedDatabase(where.dataDir)) {
    await look('database', () => [
      warning(
        `there is no database in ${where.dataDir} yet`,
        'The first start makes it. Set DATA_DIR or DATABASE_URL if it is elsewhere.',
      ),
    ]);
    return;
  }
  let opened: { readonly database: Database; close(): Promise<void> } | undefined;
  await look('database', async () => {
    opened = await open(where, doctor.looking);
    return checkDatabase(opened.database);
  });
  if (opened === undefined) return;
  const { database } = opened;
  try {
    await look('clock', () => checkDatabaseClock(database, doctor.now));
    const migrations = await look('migrations', () => checkMigrations(database));
    // Rights on tables that are not there yet are not missing.
    if (migrations.every(({ state }) => state === 'ok')) await look('role', () => checkRole(database, where));
    const replica = where.kind === 'external' ? where.replica : undefined;
    if (replica !== undefined) await look('replica', () => checkReplica(database, replica));
  } finally {
    await opened.close();
  }
}

/** @throws GatewayStartError and others with words for the person at the terminal */
async function open(where: Configuration['database'], looking: (what: string) => void) {
  const reached = await reachDatabase(where, looking);
  try {
    const database = await withAdvice('DATABASE_URL', async () => {
      const connected = await connectDatabase({ url: reached.url, orm: ormConfig, poolSize: 2 });
      try {
        await connected.rows('select 1');
        return connected;
      } catch (error) {
        await connected.close();
        throw error;
      }
    });
    return {
      database,
      close: async () => {
        await database.close();
        await reached.close();
      },
    };
  } catch (error) {
    await reached.close();
    throw error instanceof GatewayStartError ? error : new GatewayStartError(plain(error), { cause: error });
  }
}

/** Of the driver and of PostgreSQL: neither quotes the address. */
const plain = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function examineAddress(
  configuration: Configuration,
  { look, canWrite }: { readonly look: Looking; readonly canWrite: boolean },
): Promise<void> {
  const facts = await askAddresses(configuration);
  await look('address', () => decideAddress(facts));
  const address = facts.public === 'GATEWAY' ? facts.publicUrl : facts.local === 'GATEWAY' ? facts.localUrl : undefined;
  if (address === undefined) return;
  await look('readiness', () => checkReadiness(address));
  if (!canWrite) return;
  await look('data folder', () => checkSharedFolder(configuration.dataDir, address));
}
