// Loaded before anything else: on a Node that is too old, the first thing that it lacks would be named instead.
import process from 'node:process';

/** What MikroORM and graphile-worker need, and what package.json promises. */
export const OLDEST_NODE = '22.18';

/** What to say to whoever runs `version`; undefined when it is new enough. */
export function nodeProblem(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE.split('.').map(Number);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return (
    `Tollgate needs Node ${OLDEST_NODE} or newer, and this is ${version}. See https://nodejs.org; on Linux (x64), ` +
    '"npm start" runs on one that it installs itself.'
  );
}

const problem = nodeProblem(process.versions.node);
if (problem !== undefined) {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}
