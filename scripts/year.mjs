// npm run year -- --accounts N --seeds N [--seed S]: thirteen months of business, with as many accounts and seeds as you
// like. A year that fails prints its seed.
import { spawnSync } from 'node:child_process';

/**
 * @param {string} name
 * @param {string} usual
 */
function numberOf(name, usual) {
  const index = process.argv.indexOf(`--${name}`);
  const value = index < 0 ? usual : (process.argv[index + 1] ?? '');
  if (/^\d+$/.test(value)) return value;
  process.stderr.write('Say how many accounts and years: npm run year -- --accounts 50 --seeds 3 --seed 7\n');
  process.exit(1);
}

const environment = {
  ...process.env,
  // Somewhere that changes its clocks: nothing may depend on where a gateway thinks it is.
  TZ: process.env.TZ ?? 'America/New_York',
  YEAR_ACCOUNTS: numberOf('accounts', '50'),
  YEAR_SEEDS: numberOf('seeds', '1'),
  YEAR_SEED: numberOf('seed', String(Date.now() % 1_000_000)),
};
const { status } = spawnSync('npm', ['test', '--silent', '--', 'test/year'], { stdio: 'inherit', env: environment });
process.exit(status ?? 1);
