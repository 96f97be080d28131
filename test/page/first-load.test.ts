// How much a browser has to fetch before the first room is there, and that all of it comes from this gateway.
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeInBrowser } from '../support/browser.ts';
import { type PageWorld, startPageWorld } from '../support/page-gateway.ts';

const MOST_BYTES = 250_000;

describeInBrowser('the first load of the page', () => {
  let world: PageWorld;

  beforeAll(async () => {
    world = await startPageWorld();
  });

  afterAll(() => world.stop());

  it('is below 250 kB, compressed, with nothing from elsewhere', async () => {
    const { page } = await world.browser.open();
    const fetched = new Map<string, number>();
    const foreign: string[] = [];
    page.on('response', async (response) => {
      const { pathname, origin } = new URL(response.url());
      if (origin !== new URL(world.gateway.localUrl).origin) foreign.push(response.url());
      if (/^\/($|assets\/)/.test(pathname)) fetched.set(pathname, gzipSync(await response.body()).length);
    });
    await page.goto(world.gateway.localUrl, { waitUntil: 'networkidle' });
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    const bytes = [...fetched.values()].reduce((sum, size) => sum + size, 0);
    expect(fetched.size).toBeGreaterThan(2);
    expect(bytes).toBeLessThan(MOST_BYTES);
    expect(foreign).toEqual([]);
  });

  it('sends assets that change by name compressed, and kept by browsers; the page itself is never kept', async () => {
    const page = await fetch(world.gateway.localUrl);
    expect(page.headers.get('cache-control')).toBe('no-store');
    const [, script = ''] = /src="(\/assets\/[^"]+\.js)"/.exec(await page.text()) ?? [];
    const asset = await fetch(new URL(script, world.gateway.localUrl), { headers: { 'accept-encoding': 'br' } });
    expect(asset.headers.get('content-encoding')).toBe('br');
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
  });
});
