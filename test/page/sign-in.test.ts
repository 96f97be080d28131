// The way in and out, in a real browser against a whole gateway.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { accessibilityViolations, describeInBrowser } from '../support/browser.ts';
import { type PageWorld, startPageWorld } from '../support/page-gateway.ts';

describeInBrowser('the way into the page', () => {
  let world: PageWorld;

  beforeAll(async () => {
    world = await startPageWorld();
  });

  afterAll(() => world.stop());

  it('opens the demo account with one click on this machine, and shows its balance', async () => {
    const { page, problems } = await world.browser.open();
    await page.goto(world.gateway.localUrl);
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Open the demo account' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.getByText('Available', { exact: true }).first().waitFor();
    expect(await page.locator('.figure-value').first().textContent()).toBe('100');
    expect(problems).toEqual([]);
  });

  it('refuses a wrong key in the words of the gateway, and forgets the right one with the tab', async () => {
    const { page, context } = await world.browser.open();
    await page.goto(world.gateway.localUrl);
    await page.getByLabel('API key or client token').fill('tg_live_wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    expect(await page.locator('.field-error').textContent()).toMatch(/key/);
    await page.getByRole('button', { name: 'Open the demo account' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    const other = await context.newPage();
    await other.goto(world.gateway.localUrl);
    await other.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });
});
