// `npm run check`: runs its parts two at a time, longest first, and shows the output of those that fail.
// `npm run check -- check:deploy`: this one, too, which takes minutes of its own.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const ROOT = join(import.meta.dirname ?? '.', '..');
const AT_ONCE = 2;

/** Names of scripts in package.json, which holds the commands. */
const PARTS = [
  'check:lint',
  'build',
  'check:types',
  'check:manifests',
  'codegen:check',
  'check:arch',
  'check:dead',
  'check:format',
  'migration:check',
  'schema:check',
  'check:operations',
];

/** They run what the build made, and stand behind it in the list. */
const AFTER_BUILD = new Set(['check:deploy', 'migration:check', 'schema:check', 'check:operations']);

const more = process.argv.slice(2);
const parts = PARTS.flatMap((name) => (name === 'build' ? [name, ...more] : [name]));

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const unknown = more.filter((name) => !Object.hasOwn(scripts, name));
if (unknown.length > 0) throw new Error(`package.json has no script ${unknown.join(', ')}.`);
const environment = {
  ...process.env,
  PATH: [join(ROOT, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
  ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}),
};

/** Runs one script's command as npm would, without the seconds that npm itself takes. */
function run(name) {
  return new Promise((resolve) => {
    const started = performance.now();
    const output = [];
    const child = spawn(scripts[name], { cwd: ROOT, env: environment, shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (data) => output.push(data));
    child.stderr.on('data', (data) => output.push(data));
    child.on('error', (error) => output.push(Buffer.from(`${error.message}\n`)));
    child.on('close', (code) => {
      const seconds = (performance.now() - started) / 1000;
      resolve({ name, passed: code === 0, seconds, output: Buffer.concat(output).toString() });
    });
  });
}

function report({ name, passed, seconds, output }) {
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${name.padEnd(16)} ${seconds.toFixed(1).padStart(5)} s`);
  if (!passed) console.log(`\n${output.trim()}\n\nAgain on its own: npm run ${name}\n`);
}

const queue = [...parts];
const results = new Map();
const failed = [];

async function runPart(name) {
  if (AFTER_BUILD.has(name) && !(await results.get('build')).passed) {
    return { name, passed: false, seconds: 0, output: 'Not run, since the build failed.' };
  }
  return await run(name);
}

async function runQueue() {
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    results.set(name, runPart(name));
    const result = await results.get(name);
    report(result);
    if (!result.passed) failed.push(name);
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, runQueue));
if (failed.length > 0) {
  console.error(`check: ${failed.length} of ${parts.length} parts failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
