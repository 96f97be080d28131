// The release that customers are updated from: an earlier commit, taken out of git and compiled in a folder of its own.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const ROOT = join(import.meta.dirname, '../../..');

/** The last one before webhooks had formats and operators an audit log. Until there is a release, a commit stands for it. */
const USUAL_COMMIT = 'ae6e151';

/** The folder of a compiled gateway. Packages are this one's: what it needs has not been taken away since. */
export function buildReleaseBefore(folder: string): string {
  const commit = process.env['UPGRADE_FROM'] ?? USUAL_COMMIT;
  const target = join(folder, 'release-before');
  mkdirSync(target);
  const archive = (): Buffer =>
    execFileSync('git', ['archive', '--format=tar', commit], { cwd: ROOT, maxBuffer: 500_000_000 });
  try {
    execFileSync('tar', ['-x', '-C', target], { input: archive() });
  } catch (error) {
    const advice = 'A shallow clone does not have it: git fetch --unshallow, or -- --from with a tag or commit.';
    throw new Error(`${commit} cannot be read. ${advice}`, { cause: error });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(target, 'node_modules'));
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [compiler, '-p', '.'], { cwd: target, stdio: 'inherit' });
  if (!existsSync(join(target, 'dist/src/main.js'))) throw new Error(`${commit} makes no dist/src/main.js`);
  return target;
}
