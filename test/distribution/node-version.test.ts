// What is said of Node in several places is one thing.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { nodeProblem, OLDEST_NODE } from '../../src/require-node.ts';

const read = (file: string): string => readFileSync(file, 'utf8');

describe('the oldest Node', () => {
  it('is the same for npm, for the program, for people, and new enough for every package that runs', () => {
    const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
    expect(engines.node).toBe(`>=${OLDEST_NODE}.0`);
    for (const file of ['README.md', 'CONTRIBUTING.md']) expect(read(file)).toContain(`Node ${OLDEST_NODE} or newer`);
    const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Package> };
    const tooNew = Object.entries(packages).filter(
      ([, { dev, engines: wanted }]) => dev !== true && leastOf(wanted?.node).some((least) => isNewer(least)),
    );
    expect(tooNew).toEqual([]);
  });

  it.each(['20.19.0', '20.20.2', '22.17.1', '18.0.0'])('refuses %s in words that say what to do', (version) => {
    expect(nodeProblem(version)).toMatch(`needs Node ${OLDEST_NODE} or newer, and this is ${version}. See`);
  });

  it.each(['22.18.0', '22.18.3', '22.20.1', '24.0.0', '100.1.0'])('takes %s', (version) => {
    expect(nodeProblem(version)).toBeUndefined();
  });
});

interface Package {
  readonly dev?: boolean;
  readonly engines?: { readonly node?: string };
}

/** `>= 22.17.0` names one; a list of alternatives is left to npm. */
function leastOf(range: string | undefined): (readonly number[])[] {
  const least = /^>= ?(\d+(?:\.\d+)*)$/.exec(range ?? '')?.[1];
  return least === undefined ? [] : [least.split('.').map(Number)];
}

function isNewer([major = 0, minor = 0]: readonly number[]): boolean {
  return nodeProblem(`${major}.${minor}.0`) === undefined && `${major}.${minor}` !== OLDEST_NODE;
}
