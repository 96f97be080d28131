// Part of `npm run check:arch`: every table belongs to the room whose entities.ts describes it, and only that room names it
// in SQL or in typed queries. Whoever needs something of another room's tables asks at its door.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

/** Reports are made of everything: this room reads any table, and writes only its own. */
const READS_EVERYTHING = 'usage';

const roomOf = (file) => file.split('/')[1];
const read = (file) => readFileSync(join(ROOT, file), 'utf8');
const withoutComments = (text) => text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');

const files = execFileSync('git', ['ls-files', '--', 'src'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n')
  .filter((file) => file.endsWith('.ts'));

const owners = new Map();
for (const file of files) {
  for (const [, table] of read(file).matchAll(/\btableName: '([a-z_]+)'/g)) owners.set(table, roomOf(file));
}
if (owners.size === 0) throw new Error('no tables found: has the way changed in which entities are defined?');

const table = String.raw`"?(${[...owners.keys()].toSorted((a, b) => b.length - a.length).join('|')})"?(?![\w.])`;
const inSql = new RegExp(String.raw`\b(?:from|join|into|update|table|only|using)\s+${table}`, 'gi');
const inQueries = new RegExp(
  String.raw`\b(?:selectFrom|innerJoin|leftJoin|insertInto|updateTable|deleteFrom|mergeInto)(?:<[^(]*>)?\(\s*\[?\s*'${table}`,
  'g',
);
const WRITES =
  /\b(?:insert\s+into\s+"?(\w+)|update\s+"?(\w+)"?\s+(?:\w+\s+)?set\b|delete\s+from\s+"?(\w+)|(?:insertInto|updateTable|deleteFrom)\(\s*'(\w+))/gi;

const faults = [];
for (const file of files) {
  const room = roomOf(file);
  const text = withoutComments(read(file));
  if (room === READS_EVERYTHING) {
    for (const [, ...names] of text.matchAll(WRITES)) {
      const name = names.find((one) => one !== undefined);
      if (owners.get(name) !== room) {
        faults.push(`${file}: ${READS_EVERYTHING} writes only its own tables, not ${name}`);
      }
    }
    continue;
  }
  const named = new Set([...text.matchAll(inSql), ...text.matchAll(inQueries)].map(([, name]) => name));
  for (const name of named) {
    if (owners.get(name) !== room) faults.push(`${file}: the table ${name} belongs to the room ${owners.get(name)}`);
  }
}

if (faults.length > 0) {
  console.error(`${faults.join('\n')}\n\nAsk at the owner's door (its index.ts) instead.`);
  process.exitCode = 1;
}
