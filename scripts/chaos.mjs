// npm run chaos -- --rounds N [--seed S]: generations in chaos for as long as you like. A round that fails prints its seed.
import { spawnSync } from 'node:child_process';

/** @param {string} name */
function valueOf(name) {
  const index = process.argv.indexOf(`--${name}`);
  return index < 0 ? undefined : process.argv[index + 1];
}

const rounds = valueOf('rounds') ?? '5';
const seed = valueOf('seed');
if (!/^[1-9]\d*$/.test(rounds) || (seed !== undefined && !/^\d+$/.test(seed))) {
  process.stderr.write(
    'Say how many rounds and, if you like, from which seed: npm run chaos -- --rounds 20 --seed 7\n',
  );
  process.exit(1);
}
const environment = { ...process.env, CHAOS_ROUNDS: rounds, ...(seed === undefined ? {} : { CHAOS_SEED: seed }) };
const { status } = spawnSync('npm', ['test', '--silent', '--', 'test/chaos'], { stdio: 'inherit', env: environment });
process.exit(status ?? 1);
