// Starts the gateway as a newcomer would (`npm start`), asks it for a balance, stops it, and looks for what is left. With the
// path of a Node (`-- /path/to/node`), that one runs the compiled gateway instead.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const ROOT = join(import.meta.dirname ?? '.', '..');
const START_SECONDS = 180;
const STOP_SECONDS = 30;
const LEFTOVER_SECONDS = 5;
const EXPECTED_CREDITS = '100';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tollgate-check-')));
chmodSync(folder, 0o711); // when this runs as root, PostgreSQL's own account passes through
const dataDir = join(folder, 'data');
const [node] = process.argv.slice(2);
const [program, ...parameters] = node === undefined ? ['npm', 'start'] : [node, 'dist/src/main.js'];
const command = node === undefined ? 'npm start' : `${node} dist/src/main.js`;
const log = [];

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** In a process group of its own, so that even a failed check can stop all of it. */
function startGateway(port, demoKey) {
  const env = { ...process.env, PORT: String(port), HOST: '127.0.0.1', DATA_DIR: dataDir, DEMO_API_KEY: demoKey };
  const child = spawn(program, parameters, { cwd: ROOT, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.on('data', (data) => log.push(data));
  child.stderr.on('data', (data) => log.push(data));
  const ended = new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
  return { child, ended };
}

async function untilServing(origin, gateway) {
  const deadline = Date.now() + START_SECONDS * 1000;
  while (Date.now() < deadline) {
    if (gateway.child.exitCode !== null) throw new Error(`${command} ended with ${gateway.child.exitCode}`);
    const response = await fetch(`${origin}/health`).catch(() => undefined);
    if (response?.ok) return;
    await delay(250);
  }
  throw new Error(`/health did not answer within ${START_SECONDS} s`);
}

async function askBalance(origin, key) {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query: '{ balance { available reserved } }' }),
  });
  const text = await response.text();
  const balance = JSON.parse(text).data?.balance;
  if (response.status !== 200 || balance?.available !== EXPECTED_CREDITS) {
    throw new Error(`the balance was answered with ${response.status} ${text}`);
  }
  return balance;
}

/** Ids of PostgreSQL's main process as its own lock files in the data folder tell. */
function postgresIds(path) {
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true })
    .filter((name) => name.endsWith('postmaster.pid'))
    .map((name) => Number(readFileSync(join(path, name), 'utf8').split('\n')[0]));
}

function isAlive(id) {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Processes that name the data folder in their command line; Linux only, none elsewhere. */
function processesOf(path) {
  if (!existsSync('/proc/self/cmdline')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => id !== process.pid)
    .filter((id) => {
      try {
        return readFileSync(`/proc/${id}/cmdline`, 'utf8').includes(path);
      } catch {
        return false;
      }
    });
}

/** What still runs of this check when it had a moment to end. */
async function leftovers(postgres) {
  const left = () => [...new Set([...postgres.filter(isAlive), ...processesOf(dataDir)])];
  const deadline = Date.now() + LEFTOVER_SECONDS * 1000;
  while (left().length > 0 && Date.now() < deadline) await delay(100);
  return left();
}

async function stopGateway(gateway, postgres) {
  gateway.child.kill('SIGTERM');
  const ended = await Promise.race([gateway.ended, delay(STOP_SECONDS * 1000, undefined, { ref: false })]);
  if (ended === undefined) throw new Error(`${command} did not end within ${STOP_SECONDS} s of TERM`);
  const left = await leftovers(postgres);
  if (left.length > 0) throw new Error(`processes are left behind: ${left.join(', ')}`);
}

async function check() {
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  const demoKey = `tg_check_${randomBytes(24).toString('hex')}`;
  const origin = `http://127.0.0.1:${await freePort()}`;
  const gateway = startGateway(new URL(origin).port, demoKey);
  try {
    await untilServing(origin, gateway);
    console.log(`${command} serves at ${origin} after ${seconds()}`);
    const postgres = postgresIds(dataDir);
    if (postgres.length === 0 && !process.env.DATABASE_URL) throw new Error(`${command} runs no PostgreSQL of its own`);
    console.log(`the demo account has ${JSON.stringify(await askBalance(origin, demoKey))}`);
    await stopGateway(gateway, postgres);
    console.log(`TERM stopped it, and nothing is left running, after ${seconds()}`);
  } finally {
    // Only after a failure: its data is thrown away, so nothing is owed to it.
    if (gateway.child.exitCode === null && gateway.child.signalCode === null) {
      process.kill(-gateway.child.pid, 'SIGKILL');
      await gateway.ended;
      await leftovers(postgresIds(dataDir));
    }
  }
}

try {
  await check();
} catch (error) {
  console.error(`check:gateway failed: ${error.message}\n\nWhat the gateway said last:`);
  console.error(Buffer.concat(log).toString().split('\n').slice(-40).join('\n'));
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
