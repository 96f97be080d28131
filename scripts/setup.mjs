// Makes a clone ready to run: installs packages and compiles when that is needed, and otherwise is done in a blink.
// Runs before "npm start" and "npm test" on nothing but Node 20 and npm, so it uses Node's own modules only.
// With --no-build it installs packages only; with --packages it compiles those that customers install, and no gateway.
import process from 'node:process';
import { build, buildIsCurrent } from './setup/build.mjs';
import { buildPage, pageIsCurrent } from './setup/build-page.mjs';
import { withSetupLock } from './setup/lock.mjs';
import { requireInstallNode, requireRuntimeNode } from './setup/node-version.mjs';
import { installPackages, packagesAreCurrent } from './setup/packages.mjs';
import { SetupError } from './setup/setup-error.mjs';

const say = (line) => console.log(line);

async function main() {
  const what = process.argv.includes('--packages') ? 'packages' : 'all';
  const wantsBuild = !process.argv.includes('--no-build');
  const wantsPage = wantsBuild && what === 'all';
  const isReady = () =>
    packagesAreCurrent() && (!wantsBuild || buildIsCurrent(what)) && (!wantsPage || pageIsCurrent());
  requireInstallNode();
  if (!isReady()) {
    // Asked again under the lock: another start may have done the work meanwhile.
    await withSetupLock(say, async () => {
      if (!packagesAreCurrent()) await installPackages(say);
      requireRuntimeNode();
      if (wantsBuild && !buildIsCurrent(what)) await build(say, what);
      if (wantsPage && !pageIsCurrent()) await buildPage(say);
    });
  }
  requireRuntimeNode();
}

try {
  await main();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
