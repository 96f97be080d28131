// npm run crash -- --kills N: kills the ledger's gateway and its PostgreSQL under load N times, and says what was found.
import { spawnSync } from 'node:child_process';

const index = process.argv.indexOf('--kills');
const kills = index < 0 ? '50' : (process.argv[index + 1] ?? '');
if (!/^[1-9]\d*$/.test(kills)) {
  process.stderr.write('Say how many times to kill: npm run crash -- --kills 100\n');
  process.exit(1);
}
const { status } = spawnSync('npm', ['test', '--silent', '--', 'test/crash'], {
  stdio: 'inherit',
  env: { ...process.env, CRASH_KILLS: kills },
});
process.exit(status ?? 1);
