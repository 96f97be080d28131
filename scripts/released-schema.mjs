// What clients of the last release may rely on: schema/released.graphql, whose first line names the release. Run as a program
// (`npm run schema:release`), it keeps the schema of package.json's version there.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CriticalityLevel, DiffRule, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

const ROOT = join(import.meta.dirname, '..');
const RELEASED = join(ROOT, 'schema/released.graphql');
const HEADING = /^# Release (\d+)\.(\d+)\.(\d+)\n/;

/** Before 1.0.0, another minor number may break, after it only another major one. */
export function mayBreak(released, current) {
  const [major, minor] = current.split('.');
  const [releasedMajor, releasedMinor] = released.split('.');
  return major !== releasedMajor || (major === '0' && minor !== releasedMinor);
}

/** Lines about what is gone and was not deprecated; none where the version says that it may be. */
export async function brokenSinceRelease(
  current,
  { released = readFileSync(RELEASED, 'utf8'), version = versionNow() } = {},
) {
  const heading = HEADING.exec(released);
  if (heading === null) throw new Error('schema/released.graphql does not begin with "# Release 1.2.3"');
  const release = heading.slice(1).join('.');
  if (mayBreak(release, version)) return [];
  const changes = await diff(buildSchema(released), buildSchema(current), [DiffRule.suppressRemovalOfDeprecatedField]);
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .map(({ type, path, message }) => `${type} ${path ?? ''}: ${message} (release ${release})`);
}

const versionNow = () => JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version;

if (process.argv[1] === import.meta.filename) {
  const schema = readFileSync(join(ROOT, 'schema/schema.graphql'), 'utf8');
  writeFileSync(RELEASED, `# Release ${versionNow()}\n${schema}`);
}
