// The ledger on the page: a charge is found and leads to its generation, an export is saved, and long histories scroll.
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeInBrowser } from '../support/browser.ts';
import { GENERATE, generateInput } from '../support/gateway-operations.ts';
import { type PageWorld, startPageWorld } from '../support/page-gateway.ts';

const GRANTS = 130;

describeInBrowser('the ledger on the page', () => {
  let world: PageWorld;
  let key: string;
  let accountId: string;

  beforeAll(async () => {
    world = await startPageWorld();
    ({ key, id: accountId } = await world.gateway.newAccount('10'));
    const { data } = await world.gateway.ask(GENERATE, { input: generateInput({ prompt: 'a red kite' }) }, { key });
    await world.gateway.ended(data.generate.generation.id, key);
  });

  afterAll(() => world.stop());

  it('finds a charge and leads to what it was for', async () => {
    const { page, problems } = await world.signedIn('/transactions', { key });
    await page.getByLabel('Type').click();
    await page.getByRole('option', { name: 'Charge' }).click();
    const table = page.getByRole('table', { name: 'Transactions, newest first' });
    // Its head, and the one line that is left.
    await page.locator('[role=table][aria-rowcount="2"]').waitFor();
    await table.getByText('Charged 0.052 for a generation').waitFor();
    await table.getByRole('link').first().click();
    await page.getByRole('link', { name: 'a red kite' }).click();
    await page.getByRole('heading', { level: 1, name: 'Generation' }).waitFor();
    await page.getByRole('img', { name: 'a red kite' }).waitFor();
    expect(problems).toEqual([]);
  });

  it('saves an export with every transaction in it', async () => {
    const { page } = await world.signedIn('/transactions', { key });
    await page.getByRole('button', { name: 'Export' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: /^Save \d+ rows?$/ }).click(),
    ]);
    const lines = gunzipSync(await readFile(await download.path()))
      .toString()
      .trim()
      .split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines.join('\n')).toMatch(/CHARGE/);
  });

  it('shows a long history as it is scrolled, and a new line at once', async () => {
    for (let number = 0; number < GRANTS; number += 1) {
      const input = { accountId, credits: '1', source: 'PROMOTION', idempotencyKey: `many-${number}` };
      await world.gateway.ask(
        'mutation ($input: GrantCreditsInput!) { grantCredits(input: $input) { userErrors { message } } }',
        { input },
        { key: world.gateway.operatorKey },
      );
    }
    const { page } = await world.signedIn('/transactions', { key });
    const table = page.getByRole('table', { name: 'Transactions, newest first' });
    await table.getByText(String(GRANTS + 3), { exact: true }).waitFor();
    // Only what is in sight is in the page.
    expect(await table.getByRole('row').count()).toBeLessThan(60);
    const frame = page.getByRole('region', { name: 'Transactions, newest first' });
    for (let isThere = false; !isThere; isThere = await table.getByText('1', { exact: true }).isVisible()) {
      await frame.evaluate((element) => element.scrollBy(0, 2_000));
    }
    await frame.evaluate((element) => element.scrollTo(0, 0));
    const { data } = await world.gateway.ask(GENERATE, { input: generateInput({ prompt: 'one more' }) }, { key });
    await world.gateway.ended(data.generate.generation.id, key);
    await table.getByText(String(GRANTS + 5), { exact: true }).waitFor();
  });
});
