// API keys on the page: a secret is shown once, a limit's state is live, a rotated key goes on, a revoked one signs out.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeInBrowser } from '../support/browser.ts';
import { generateInput } from '../support/gateway-operations.ts';
import { type PageWorld, startPageWorld } from '../support/page-gateway.ts';

/** A key that generates only sees no balance. */
const START = 'mutation ($input: GenerateInput!) { generate(input: $input) { generation { id } } }';

describeInBrowser('API keys on the page', () => {
  let world: PageWorld;

  beforeAll(async () => {
    world = await startPageWorld();
  });

  afterAll(() => world.stop());

  it('creates one with a limit, whose state is live, rotates it, and revokes it', async () => {
    const { page, problems } = await world.signedIn('/keys');
    await page.getByRole('button', { name: 'Create a key' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('shop');
    await dialog.getByLabel('Spending limit').fill('1');
    await dialog.getByRole('button', { name: 'Create' }).click();
    const secret = (await dialog.locator('.secret').textContent()) ?? '';
    // A click beside it does not lose what is shown once.
    await page.mouse.click(5, 400);
    expect(await dialog.locator('.secret').textContent()).toBe(secret);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('1 of 1 left this day').waitFor();
    expect(await page.content()).not.toContain(secret);

    const { data } = await world.gateway.ask(START, { input: generateInput({}) }, { key: secret });
    await world.gateway.ended(data.generate.generation.id);
    await page.getByText('0.948 of 1 left this day').waitFor();

    await page.getByRole('button', { name: 'Rotate shop' }).click();
    await dialog.getByRole('button', { name: 'Make a new secret' }).click();
    const rotated = (await dialog.locator('.secret').textContent()) ?? '';
    expect(rotated).not.toBe(secret);
    await page.keyboard.press('Escape');
    const answers = await Promise.all(
      [secret, rotated].map(async (key) => world.gateway.ask('{ viewer { apiKeyName } }', {}, { key })),
    );
    expect(answers.map(({ data: answer }) => answer.viewer.apiKeyName)).toEqual(['shop', 'shop']);

    const shop = await world.signedIn('/generate', { key: rotated });
    await page.getByRole('button', { name: 'Revoke shop' }).click();
    await dialog.getByRole('button', { name: 'Revoke', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('Revoked', { exact: true }).waitFor();
    // What it asks next is refused; it may have asked by itself already.
    await shop.page.reload();
    await shop.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await shop.page.evaluate(() => sessionStorage.length)).toBe(0);
    expect(problems).toEqual([]);
  });
});
