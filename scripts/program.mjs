// The long form of a program in test/programs, whose brief form is in the suite:
//   npm run crash -- --kills 100              kills the ledger's gateway and its PostgreSQL under load
//   npm run chaos -- --rounds 20 --seed 7     kills gateways while their providers misbehave
//   npm run year -- --accounts 50 --seeds 3 --seed 7   thirteen months of business
//   npm run simulate -- --seeds 5000 --seed 42         histories of the ledger beside a model
//   npm run fuzz -- --documents 20000 --raw 20000 --seed 7   hostile operations, and inputs that are none
//   npm run soak -- --minutes 60                       the same load for long: does anything grow?
//                   --leak 100                         kilobytes a second on purpose: is it seen?
//   npm run drill -- failover --kills 10               what an operator fears, with the programs of this machine: see docs/operations.md
//   npm run drill -- restore | pgbouncer
// What fails prints its seed; with that seed it fails again.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

/**
 * What can be said about each program, the environment variable that its test reads, and what holds when nothing is said.
 * @type {Record<string, { folder: string; options: Record<string, [variable: string, usual: string | undefined]>; environment?: Record<string, string> }>}
 */
const PROGRAMS = {
  crash: { folder: 'crash', options: { kills: ['CRASH_KILLS', '50'] } },
  chaos: { folder: 'chaos', options: { rounds: ['CHAOS_ROUNDS', '5'], seed: ['CHAOS_SEED', undefined] } },
  year: {
    folder: 'year',
    options: {
      accounts: ['YEAR_ACCOUNTS', '50'],
      seeds: ['YEAR_SEEDS', '1'],
      seed: ['YEAR_SEED', String(Date.now() % 1_000_000)],
    },
    // Somewhere that changes its clocks: nothing may depend on where a gateway thinks it is.
    environment: { TZ: process.env.TZ ?? 'America/New_York' },
  },
  simulate: {
    folder: 'simulation',
    options: { seeds: ['SIMULATION_RUNS', '1000'], seed: ['SIMULATION_SEED', undefined] },
  },
  fuzz: {
    folder: 'fuzz',
    options: {
      documents: ['FUZZ_DOCUMENTS', '20000'],
      raw: ['FUZZ_RAW', '20000'],
      seed: ['FUZZ_SEED', String(Date.now() % 1_000_000)],
    },
  },
  'drill failover': {
    folder: 'drills/failover',
    options: { kills: ['DRILL_KILLS', '10'] },
    environment: { DRILL: 'failover' },
  },
  'drill restore': {
    folder: 'drills/restore',
    options: { seconds: ['DRILL_SECONDS', '20'] },
    environment: { DRILL: 'restore' },
  },
  'drill pgbouncer': {
    folder: 'drills/pgbouncer',
    options: { rounds: ['DRILL_ROUNDS', '5'], seconds: ['DRILL_SECONDS', '4'] },
    environment: { DRILL: 'pgbouncer' },
  },
  upgrade: {
    folder: 'upgrade',
    options: { seconds: ['UPGRADE_SECONDS', '60'], from: ['UPGRADE_FROM', undefined] },
  },
  soak: { folder: 'soak', options: { minutes: ['SOAK_MINUTES', '10'], leak: ['SOAK_LEAK_KILOBYTES', undefined] } },
};

const [first = '', ...words] = process.argv.slice(2);
/** A drill has a name of its own behind the program's. */
const [name, given] = first === 'drill' ? [`drill ${words[0] ?? ''}`, words.slice(1)] : [first, words];
const program = PROGRAMS[name];
if (program === undefined) fail(`Say which program: ${Object.keys(PROGRAMS).join(', ')}`);

const command = first === 'drill' ? `npm run drill -- ${words[0] ?? ''}` : `npm run ${name} --`;
/** A seed may be negative, a release is a tag or a commit; anything else is how many. */
const FORMS = { seed: /^-?\d+$/, from: /^[\w./-]+$/ };

/** As long as it takes: what a test file may take says nothing here. */
const A_WEEK_OF_MINUTES = '10080';

/** @type {Record<string, string>} */
const settings = { HUNG_AFTER_MINUTES: A_WEEK_OF_MINUTES, ...program.environment };
const said = optionsGiven();
for (const [option, [variable, usual]] of Object.entries(program.options)) {
  const value = said[option] ?? usual;
  if (value === undefined) continue;
  const form = FORMS[option] ?? /^[1-9]\d*$/;
  if (!form.test(value)) fail(`--${option} takes a number, as in: ${command} --${option} 7`);
  settings[variable] = value;
}
const { status } = spawnSync('npm', ['test', '--silent', '--', `test/programs/${program.folder}`], {
  stdio: 'inherit',
  env: { ...process.env, ...settings },
});
process.exit(status ?? 1);

/** @returns {Record<string, string | undefined>} */
function optionsGiven() {
  const options = Object.fromEntries(
    Object.keys(program.options).map((option) => [option, { type: /** @type {const} */ ('string') }]),
  );
  try {
    return parseArgs({ args: given, options }).values;
  } catch (error) {
    const known = Object.keys(program.options).map((option) => `--${option}`);
    return fail(`${error instanceof Error ? error.message : error}\n${command} knows ${known.join(', ')}`);
  }
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
