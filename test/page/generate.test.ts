// The road of a generation on the page: its price while it is typed, its status live, what came of it, and what it cost.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeInBrowser, tabOf } from '../support/browser.ts';
import { type PageWorld, signIn, startPageWorld } from '../support/page-gateway.ts';

describeInBrowser('a generation on the page', () => {
  let world: PageWorld;

  beforeAll(async () => {
    world = await startPageWorld();
  });

  afterAll(() => world.stop());

  it('shows the price, runs, shows the picture and the receipt, and another tab sees the balance live', async () => {
    const { page, context, problems } = await world.signedIn('/generate');
    const other = await tabOf(context);
    await other.page.goto(world.gateway.localUrl);
    await signIn(other.page, world.gateway.demoKey);
    await other.page.getByRole('banner').getByText('100', { exact: true }).waitFor();

    await page.getByLabel('Prompt').fill('a lighthouse at dawn');
    await page.getByText('0.052 credits', { exact: true }).waitFor();
    await page.getByLabel('How many').fill('2');
    await page.getByText('0.104 credits', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Generate', exact: true }).click();
    await page.getByText('Succeeded').waitFor();
    await page.getByText('charged 0.104 credits').waitFor();
    const pictures = page.getByRole('img', { name: /a lighthouse at dawn/ });
    await pictures.nth(1).waitFor();
    expect(await pictures.count()).toBe(2);
    await page.waitForFunction(() => [...document.images].every(({ naturalWidth }) => naturalWidth > 0));

    await page.getByRole('button', { name: 'Receipt' }).click();
    await page.getByRole('table', { name: 'Its lines of the ledger' }).waitFor();
    const receipt = await page.locator('dl.facts').textContent();
    expect(receipt).toContain('Charged0.104');

    await page.getByRole('banner').getByText('99.896', { exact: true }).waitFor();
    await other.page.getByRole('banner').getByText('99.896', { exact: true }).waitFor();
    expect([...problems, ...other.problems]).toEqual([]);
  });

  it('compares models by price and takes the chosen one', async () => {
    const { page } = await world.signedIn('/generate');
    await page.getByRole('button', { name: 'Choose a model' }).click();
    const rows = page.getByRole('dialog').getByRole('row');
    await rows.nth(2).waitFor();
    const prices = await rows.locator('td[data-label="For 1"]').allTextContents();
    expect(prices.length).toBeGreaterThan(3);
    expect(prices.map(Number)).toEqual(prices.map(Number).toSorted((left, right) => left - right));
    await page.getByRole('dialog').getByLabel('Search').fill('schnell');
    await page
      .getByRole('button', { name: /Choose .*schnell/i })
      .first()
      .click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page
      .getByText(/schnell/i)
      .first()
      .waitFor();
  });

  it('adds several to a batch with one total, and starts them together', async () => {
    const { key } = await world.gateway.newAccount('1');
    const { page } = await world.signedIn('/generate', { key });
    for (const prompt of ['one', 'two']) {
      await page.getByLabel('Prompt').fill(prompt);
      await page.locator('.figure-value', { hasText: '0.052 credits' }).waitFor();
      await page.getByRole('button', { name: 'Add to the batch' }).click();
    }
    await page.getByText('In all 0.104 credits').waitFor();
    await page.getByRole('button', { name: 'Generate all' }).click();
    await page.getByText('charged 0.052 credits').nth(1).waitFor();
    await page.getByRole('banner').getByText('0.896', { exact: true }).waitFor();
  });

  it('is one generation however often it is pressed while its answers are lost', async () => {
    const { key } = await world.gateway.newAccount('1');
    const { page } = await world.signedIn('/generate', { key });
    let lost = 0;
    let isLosing = true;
    await page.route('**/graphql', async (route) => {
      const isGenerate = route.request().postData()?.includes('mutation Generate') === true;
      if (!isGenerate || !isLosing) return route.continue();
      // The gateway has done it, and nobody hears of it.
      await route.fetch();
      lost += 1;
      return route.abort();
    });
    await page.getByLabel('Prompt').fill('once');
    await page.locator('.figure-value', { hasText: '0.052 credits' }).waitFor();
    await page.getByRole('button', { name: 'Generate', exact: true }).click();
    await page.getByRole('alert').waitFor();
    expect(lost).toBeGreaterThan(0);
    isLosing = false;
    await page.getByRole('button', { name: 'Generate', exact: true }).click();
    await page.getByText('charged 0.052 credits').waitFor();
    const { data } = await world.gateway.ask('{ generations { nodes { id } } balance { available } }', {}, { key });
    expect([data.generations.nodes.length, data.balance.available]).toEqual([1, '0.948']);
    // What was answered is meant anew.
    await page.getByRole('button', { name: 'Generate', exact: true }).click();
    await page.getByText('charged 0.052 credits').nth(1).waitFor();
  });

  it('says why it cannot be paid, before it is asked', async () => {
    const { key } = await world.gateway.newAccount('0.01');
    const { page } = await world.signedIn('/generate', { key });
    await page.getByText(/It cannot be started now: insufficient credits/).waitFor();
    await page.getByRole('button', { name: 'Generate', exact: true }).click();
    await page.getByRole('alert').waitFor();
    const { data } = await world.gateway.ask('{ transactions { totalCount } }', {}, { key });
    expect(data.transactions.totalCount).toBe(1);
  });
});
