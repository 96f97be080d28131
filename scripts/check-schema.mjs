// `npm run schema:check`: the committed schemas say what the code serves, and the public one takes nothing away from its clients.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';
import { brokenSinceRelease } from './released-schema.mjs';

const ROOT = join(import.meta.dirname, '..');
const SCHEMA = 'schema/schema.graphql';
const SUBGRAPH = 'schema/subgraph.graphql';
const OPENAPI = 'schema/openapi.json';
const EMITTER = 'dist/src/graphql/emit-schema.js';
const OPENAPI_EMITTER = 'dist/src/rest/emit-openapi.js';
/** One `TYPE path` per line, as this check prints them, each with its reason behind a `#`. */
const ALLOWED = 'schema/allowed-breaking-changes.txt';

const at = (path) => join(ROOT, path);
const normalized = (text) => `${text.replaceAll('\r\n', '\n').trim()}\n`;

function fail(message) {
  console.error(message);
  process.exit(1);
}

function git(...args) {
  try {
    return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
}

/** The version that clients were built on: SCHEMA_BASE, else the last commit's where it differs, else the one before. */
function earlierSchema(current) {
  const candidates = process.env.SCHEMA_BASE ? [process.env.SCHEMA_BASE] : ['HEAD', 'HEAD^'];
  for (const revision of candidates) {
    const text = git('show', `${revision}:${SCHEMA}`);
    if (text === undefined && process.env.SCHEMA_BASE) fail(`SCHEMA_BASE: ${revision} holds no ${SCHEMA}`);
    if (text !== undefined && normalized(text) !== current) return { revision, text };
  }
  return undefined;
}

const keyOf = (change) => `${change.type} ${change.path ?? ''}`.trim();
const isBreaking = (change) => change.criticality.level === CriticalityLevel.Breaking;
const lineOf = (change) => `  ${isBreaking(change) ? 'BREAKING' : 'change  '} ${keyOf(change)}: ${change.message}`;

function allowedChanges() {
  if (!existsSync(at(ALLOWED))) return new Set();
  const lines = readFileSync(at(ALLOWED), 'utf8').split('\n');
  return new Set(lines.map((line) => line.replace(/#.*/, '').trim()).filter((line) => line !== ''));
}

function run(emitter, ...words) {
  if (!existsSync(at(emitter))) fail(`${emitter} does not exist: npm run build`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [at(emitter), ...words], {
    ...{ cwd: ROOT, encoding: 'utf8', maxBuffer: 100_000_000 },
  });
  if (status !== 0) fail(`${emitter} failed:\n${stderr}`);
  return normalized(stdout);
}

const emit = (which) => run(EMITTER, which);

const emitted = emit('public');
const committed = existsSync(at(SCHEMA)) ? normalized(readFileSync(at(SCHEMA), 'utf8')) : undefined;

if (committed === undefined) fail(`${SCHEMA} does not exist: npm run generate`);
if (committed !== emitted) {
  const changes = await diff(buildSchema(committed), buildSchema(emitted));
  const what = changes.length > 0 ? changes.map(lineOf) : ['  only wording or order'];
  fail([`${SCHEMA} is not what the code serves. Run "npm run generate" and commit. It changes:`, ...what].join('\n'));
}

// It follows from the public schema, and is written by the same command: what clients lose is seen there.
const subgraph = existsSync(at(SUBGRAPH)) ? normalized(readFileSync(at(SUBGRAPH), 'utf8')) : undefined;
if (subgraph !== emit('subgraph')) fail(`${SUBGRAPH} is not what the code serves. Run "npm run generate" and commit.`);

// What the other dialects answer, for their clients' tools.
const openApi = existsSync(at(OPENAPI)) ? normalized(readFileSync(at(OPENAPI), 'utf8')) : undefined;
if (openApi !== run(OPENAPI_EMITTER)) {
  fail(`${OPENAPI} is not what the code serves. Run "npm run generate" and commit.`);
}

const sinceRelease = await brokenSinceRelease(emitted);
if (sinceRelease.length > 0) {
  fail(
    [
      'These changes break clients of the last release, and nothing announced them:',
      ...sinceRelease.map((line) => `  ${line}`),
      'Keep what is there, mark it @deprecated, and take it away a release later (docs/upgrading.md).',
    ].join('\n'),
  );
}

const earlier = earlierSchema(emitted);
if (earlier !== undefined) {
  const allowed = allowedChanges();
  const changes = await diff(buildSchema(earlier.text), buildSchema(emitted));
  const broken = changes.filter((change) => isBreaking(change) && !allowed.has(keyOf(change)));
  if (broken.length > 0) {
    fail(
      [
        `These changes since ${earlier.revision} break clients of the schema:`,
        ...broken.map(lineOf),
        `Add instead of changing (deprecate the old), or write the line "TYPE path # why" into ${ALLOWED}.`,
      ].join('\n'),
    );
  }
}
