// `npm run check:manifests`: the chart and the compose file, by the tools that they are made for.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkManifests } from './deploy/check-manifests.mjs';

const tools = realpathSync(mkdtempSync(join(tmpdir(), 'tollgate-manifests-')));
try {
  if (process.platform === 'linux' && process.arch === 'x64') {
    await checkManifests(join(import.meta.dirname, '..'), tools, console.log);
  } else {
    console.log('Not checked: npm has the official helm for Linux x64 only.');
  }
} catch (error) {
  console.error(`check:manifests failed: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(tools, { recursive: true, force: true });
}
