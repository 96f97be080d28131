// What the doctor is asked about: a PostgreSQL of its own with two roles, and HTTP servers that answer as Stripe and the providers do.
import { readConfiguration } from '../../../../src/config/index.ts';
import { startTemporaryPostgres } from '../../../../src/embedded-postgres/index.ts';
import type { Finding } from '../../../../src/server/commands/doctor/finding.ts';
import { runDoctorCommand } from '../../../../src/server/commands/doctor/run-doctor-command.ts';
import { migrateDatabase } from '../../../../src/server/migrate-database.ts';
import { urlOfDatabase, withClient } from '../../../support/postgres.ts';
import { temporaryFolder } from '../../../support/postgres-processes.ts';
import { type DoubleAnswer, type DoubleServer, startServer } from '../../../support/provider-double/double-server.ts';

const PASSWORD = 'a-password-that-nobody-sees';
export const SECRETS = {
  STRIPE_SECRET_KEY: 'sk_test_notToBeSeen0123456789',
  STRIPE_WEBHOOK_SECRET: 'whsec_notToBeSeen0123456789',
  REPLICATE_API_TOKEN: 'r8_not_to_be_seen',
  FAL_KEY: 'fal-not-to-be-seen',
  OPENAI_API_KEY: 'sk-not-to-be-seen',
  ELEVENLABS_API_KEY: 'eleven-not-to-be-seen',
};
export const DURABLE = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' };

export interface Examined {
  readonly code: number;
  readonly findings: readonly Finding[];
  readonly said: readonly string[];
  readonly noted: readonly string[];
  /** `problem database: fsync is off`, of what is not ok. */
  readonly wrong: readonly string[];
}

interface Asked {
  readonly words?: readonly string[];
  readonly now?: () => Date;
  readonly stripeBase?: () => string;
  readonly unread?: readonly string[];
}

export interface Patient {
  readonly dataDir: string;
  readonly applicationUrl: string;
  urlAs(role: string, database?: string): string;
  examine(variables?: Readonly<Record<string, string>>, asked?: Asked): Promise<Examined>;
  /** Until `recover`. */
  during(statement: string, ...undo: readonly string[]): Promise<void>;
  serve(answer: (path: string, authorization: string) => DoubleAnswer): Promise<DoubleServer>;
  /** Undone by the next `recover`. */
  later(undo: () => Promise<unknown>): void;
  recover(): Promise<void>;
  /** Which secrets any run printed. */
  leaked(): string[];
  stop(): Promise<void>;
}

async function sql(url: string, text: string): Promise<void> {
  await withClient(url, (client) => client.query(text));
}

export async function openPatient(): Promise<Patient> {
  const postgres = await startTemporaryPostgres({ settings: DURABLE });
  const folder = temporaryFolder();
  const dataDir = folder.path;
  const urlAs = (role: string, database = 'shop'): string => {
    const url = new URL(urlOfDatabase(postgres.adminUrl, database));
    url.username = role;
    url.password = PASSWORD;
    return url.href;
  };
  await sql(postgres.adminUrl, `create role shop_owner login password '${PASSWORD}'`);
  await sql(postgres.adminUrl, `create role shop_app login password '${PASSWORD}'`);
  await sql(postgres.adminUrl, 'create database shop owner shop_owner');
  const adminUrl = urlOfDatabase(postgres.adminUrl, 'shop');
  const ownerUrl = urlAs('shop_owner');
  const applicationUrl = urlAs('shop_app');
  await migrateDatabase(ownerUrl, 'shop_app');
  let printed = '';
  const undos: (() => Promise<unknown>)[] = [];
  const usual = { PORT: '0', DATABASE_URL: applicationUrl, MIGRATION_DATABASE_URL: ownerUrl, DATA_DIR: dataDir };
  return {
    ...{ dataDir, applicationUrl, urlAs },
    examine: async (variables = {}, { words = ['--json'], now = () => new Date(), stripeBase, unread = [] } = {}) => {
      const said: string[] = [];
      const noted: string[] = [];
      const code = await runDoctorCommand({
        configure: () => readConfiguration({ ...usual, ...variables }),
        ...{ arguments: words, unread: () => unread, now, stripeBase },
        say: (line) => said.push(line),
        note: (line) => noted.push(line),
      });
      printed += [...said, ...noted].join('\n');
      return { code, said, noted, ...read(words.includes('--json') ? said.join('\n') : '{ "findings": [] }') };
    },
    during: async (statement, ...undo) => {
      await sql(adminUrl, statement);
      undos.push(...undo.map((text) => () => sql(adminUrl, text)));
    },
    serve: async (answer) => {
      const server = await startServer(({ path, headers }) =>
        answer(path, headers.authorization ?? String(headers['xi-api-key'])),
      );
      undos.push(() => server.close());
      return server;
    },
    later: (undo) => undos.push(undo),
    recover: async () => {
      for (const undo of undos.splice(0)) await undo();
    },
    leaked: () => [PASSWORD, ...Object.values(SECRETS)].filter((secret) => printed.includes(secret)),
    stop: async () => {
      await postgres.stop();
      folder.remove();
    },
  };
}

function read(document: string): Pick<Examined, 'findings' | 'wrong'> {
  const { findings } = JSON.parse(document) as { findings: Finding[] };
  const wrong = findings
    .filter(({ state }) => state !== 'ok')
    .map(({ state, area, message }) => `${state} ${area}: ${message}`);
  return { findings, wrong };
}
