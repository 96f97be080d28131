// npm run simulate -- --seeds N [--seed S]: the ledger's simulation for as long as you like. A failing history is printed
// with its seed and shrunk; --seed runs that one again.
import { spawnSync } from 'node:child_process';

/** @param {string} name */
function valueOf(name) {
  const index = process.argv.indexOf(`--${name}`);
  return index < 0 ? undefined : process.argv[index + 1];
}

const runs = valueOf('seeds') ?? '1000';
const seed = valueOf('seed');
if (!/^[1-9]\d*$/.test(runs) || (seed !== undefined && !/^-?\d+$/.test(seed))) {
  process.stderr.write(
    'Say how many histories and, if you like, from which seed: npm run simulate -- --seeds 5000 --seed 42\n',
  );
  process.exit(1);
}
const environment = { ...process.env, SIMULATION_RUNS: runs, ...(seed === undefined ? {} : { SIMULATION_SEED: seed }) };
const { status } = spawnSync('npm', ['test', '--silent', '--', 'test/simulation'], {
  stdio: 'inherit',
  env: environment,
});
process.exit(status ?? 1);
