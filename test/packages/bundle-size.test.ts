// What an application ships of the packages: bundled for a browser as it would, measured as it is sent.
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';

const CLIENT_LIMIT_BYTES = 15_000;

async function bundle(contents: string): Promise<{ readonly text: string; readonly bytes: number }> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    // Nothing of Node can be found there: an import of it would end the build.
    platform: 'browser',
    target: 'es2022',
    conditions: ['@tollgate/source'],
    external: ['react'],
    logLevel: 'silent',
  });
  const [file] = outputFiles;
  return { text: file!.text, bytes: gzipSync(file!.contents).length };
}

describe('the bundle of an application', () => {
  it('has less than 15 kB (gzip) of the whole client, and no graphql package', async () => {
    const { text, bytes } = await bundle(`export { createClient } from '@tollgate/client';`);
    expect(text).toContain('graphql-transport-ws');
    expect(text).not.toContain('GraphQLError');
    expect(bytes).toBeLessThan(CLIENT_LIMIT_BYTES);
    expect(bytes).toBeGreaterThan(4_000);
  });

  it('has nothing but the verification where only that is imported', async () => {
    const { text, bytes } = await bundle(`export { verifyWebhook } from '@tollgate/client';`);
    expect(text).not.toContain('graphql-transport-ws');
    expect(text).not.toContain('query Balance');
    expect(bytes).toBeLessThan(2_000);
  });

  it('has less than 5 kB of the hooks beside the client and React', async () => {
    const client = await bundle(`export { createClient } from '@tollgate/client';`);
    const both = await bundle(`export { createClient } from '@tollgate/client'; export * from '@tollgate/react';`);
    expect(both.bytes - client.bytes).toBeLessThan(5_000);
  });
});
