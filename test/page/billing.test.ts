// Buying on the page: a pack through the checkout, and a top-up whose card is declined.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { accessibilityViolations, describeInBrowser } from '../support/browser.ts';
import { type PageWorld, startPageWorld } from '../support/page-gateway.ts';

/** Accepted when it is saved, declined when it is charged (https://docs.stripe.com/testing). */
const DECLINED_LATER = '4000000000000341';

describeInBrowser('buying on the page', () => {
  let world: PageWorld;

  beforeAll(async () => {
    world = await startPageWorld();
  });

  afterAll(() => world.stop());

  it('leads to the checkout and back, and the credits are there', async () => {
    const { key } = await world.gateway.newAccount('0');
    const { page, problems } = await world.signedIn('/billing', { key });
    await page.getByRole('button', { name: 'Buy 10 credits' }).click();
    await page.getByRole('button', { name: /^Pay / }).waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: /^Pay / }).click();
    await page.getByRole('heading', { level: 1, name: 'Billing' }).waitFor();
    await page.getByRole('table', { name: 'Purchases, newest first' }).getByText('Paid', { exact: true }).waitFor();
    await page.getByRole('banner').getByText('10', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Transactions' }).click();
    await page.getByText('Credit pack purchase: 10 credits').waitFor();
    expect(problems).toEqual([]);
  });

  it('says that a top-up was declined, and why it stands still', async () => {
    const { key } = await world.gateway.newAccount('1');
    const { page } = await world.signedIn('/billing', { key });
    await page.getByText('Buy credits when they run low').click();
    await page.getByLabel('When less than this is available', { exact: true }).fill('5');
    await page.getByRole('button', { name: 'Save' }).first().click();
    // No card is known yet: the page of the payment provider asks for one.
    await page.getByLabel('Test card', { exact: true }).fill(DECLINED_LATER);
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save card' }).click();
    await page.waitForURL((url) => !url.pathname.startsWith('/simulator/'));
    await page.goto(new URL('/billing', world.gateway.localUrl).href);
    await page.getByText(/This was not saved yet/).waitFor();
    await page.getByRole('button', { name: 'Save' }).first().click();
    const attempts = page.getByRole('table', { name: 'The last attempts' });
    await attempts.getByText('Failed', { exact: true }).first().waitFor();
    await page
      .getByRole('region', { name: 'Auto top-up' })
      .getByText(/Retrying|Paused/)
      .first()
      .waitFor();
    const { data } = await world.gateway.ask('{ balance { available } }', {}, { key });
    expect(data.balance.available).toBe('1');
  });

  it('warns when the balance is low, as it was told to', async () => {
    const { key } = await world.gateway.newAccount('3');
    const { page } = await world.signedIn('/billing', { key });
    await page.getByLabel('Warn when less than this is available').fill('4, 2');
    await page.getByRole('region', { name: 'Warnings' }).getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByText(/The balance is low: 3 is below the warning at 4/).waitFor();
  });
});
