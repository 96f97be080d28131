// Every room of the page in both themes: it opens, nothing of it is inaccessible, and nothing is written to the console.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { accessibilityViolations, describeInBrowser } from '../support/browser.ts';
import { GENERATE, generateInput } from '../support/gateway-operations.ts';
import { type PageWorld, startPageWorld } from '../support/page-gateway.ts';

const ROOMS: readonly (readonly [string, string])[] = [
  ['/', 'Overview'],
  ['/generate', 'Playground'],
  ['/generations', 'Generations'],
  ['/requests', 'Requests'],
  ['/transactions', 'Transactions'],
  ['/usage', 'Usage'],
  ['/billing', 'Billing'],
  ['/keys', 'API keys'],
  ['/webhooks', 'Webhooks'],
  ['/anomalies', 'Anomalies'],
];

describeInBrowser('the rooms of the page', () => {
  let world: PageWorld;
  let generationId: string;

  beforeAll(async () => {
    world = await startPageWorld();
    const { data } = await world.gateway.ask(GENERATE, { input: generateInput({}) });
    generationId = data.generate.generation.id;
    await world.gateway.ended(generationId);
  });

  afterAll(() => world.stop());

  for (const [colorScheme, rules] of [
    ['light', 'all'],
    ['dark', 'colours'],
  ] as const) {
    it(`opens all of them in the ${colorScheme} theme without a violation`, async () => {
      const { page, problems } = await world.signedIn('/', { colorScheme });
      for (const [path, title] of ROOMS) {
        await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: title, exact: true }).click();
        await page.getByRole('heading', { level: 1, name: title }).waitFor();
        await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
        expect({ path, violations: await accessibilityViolations(page, rules) }).toEqual({ path, violations: [] });
      }
      await page.goto(new URL(`/generations/${generationId}`, world.gateway.localUrl).href);
      await page.getByRole('button', { name: 'Receipt' }).click();
      await page.getByRole('table', { name: 'Its lines of the ledger' }).waitFor();
      expect(await accessibilityViolations(page, rules)).toEqual([]);
      expect(problems).toEqual([]);
    });
  }

  it('fits from a phone to a desktop: nothing is wider than the window', async () => {
    for (const width of [390, 768, 1440]) {
      const { page, context } = await world.signedIn('/', { width });
      for (const [path, title] of ROOMS) {
        await page.goto(new URL(path, world.gateway.localUrl).href);
        await page.getByRole('heading', { level: 1, name: title }).waitFor();
        await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - globalThis.innerWidth);
        expect({ path, width, wide: Math.max(0, wide) }).toEqual({ path, width, wide: 0 });
        const folder = process.env['SCREENSHOTS'];
        if (folder !== undefined) {
          const name = path === '/' ? 'overview' : path.slice(1);
          await page.screenshot({ path: `${folder}/${name}-${width}.png`, fullPage: true });
        }
      }
      await context.close();
    }
  });

  it('moves nothing for those who ask for less motion: what changes is there at once', async () => {
    const { page } = await world.signedIn('/');
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    const changes = await page.locator('.nav-link[aria-current="page"]').evaluate((link) => {
      const { color } = getComputedStyle(link);
      link.removeAttribute('aria-current');
      const differs = getComputedStyle(link).color !== color;
      return { differs, moving: link.getAnimations().length };
    });
    expect(changes).toEqual({ differs: true, moving: 0 });
  });

  it('says what it needs without JavaScript', async () => {
    const { page } = await world.browser.open({ javaScriptEnabled: false });
    await page.goto(world.gateway.localUrl);
    await page.getByText('This page needs JavaScript').waitFor();
  });

  it('shows a key only the rooms that it can use', async () => {
    const { data } = await world.gateway.ask(
      'mutation { createApiKey(input: { name: "narrow", preset: GENERATE_ONLY }) { secret } }',
    );
    const { page } = await world.signedIn('/generate', { key: data.createApiKey.secret });
    await page.getByRole('heading', { level: 1, name: 'Playground' }).waitFor();
    const names = await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link').allTextContents();
    expect(names).toContain('Playground');
    expect(names).not.toContain('Billing');
    expect(names).not.toContain('Accounts');
  });
});
