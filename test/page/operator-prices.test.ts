// A price book on the page: what it would have changed for those who paid is shown before it can be published, and what was rehearsed is
// what is published.
import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { accessibilityViolations, describeInBrowser } from '../support/browser.ts';
import { openOperatorDesk, photograph } from '../support/operator-desk.ts';
import { type PageWorld, startPageWorld } from '../support/page-gateway.ts';
import { waitUntil } from '../support/wait-until.ts';

const SHIPPED = readFileSync('storefronts/usd-credits.json', 'utf8');
const MODEL = 'bfl/flux-1.1-pro';
const ESTIMATE = `{ estimate(input: { model: "${MODEL}" }) { totalCost } }`;
const BOOKS = '{ priceBooks { number version state publishedBy } }';

/** The shipped storefront with this price for an image of one model, which is 0.052 there. */
function documentWith(price: string): string {
  const storefront = JSON.parse(SHIPPED) as { models: { identifier: string; rules: { price?: string }[] }[] };
  const model = storefront.models.find(({ identifier }) => identifier === MODEL);
  const [rule] = model?.rules ?? [];
  if (rule?.price !== '0.052') throw new Error(`the test counts on ${MODEL} at 0.052`);
  rule.price = price;
  return JSON.stringify(storefront, null, 2);
}

describeInBrowser('price books on the page', () => {
  let world: PageWorld;
  const { open, operate, logOf, customer, generationOf } = openOperatorDesk(() => world);

  beforeAll(async () => {
    world = await startPageWorld();
  });

  afterAll(() => world.stop());

  const priceNow = async (): Promise<string> => (await world.gateway.ask(ESTIMATE)).data.estimate.totalCost;
  const booksNow = async () => (await operate(BOOKS)).priceBooks;

  async function rehearse(page: Page, document: string): Promise<void> {
    const file = { name: 'storefront.json', mimeType: 'application/json', buffer: Buffer.from(document) };
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByRole('button', { name: 'Rehearse' }).click();
  }

  it('is refused where it is no price book, with the line and the place', async () => {
    const { page } = await open('/operator/prices');
    await rehearse(page, documentWith('0.06').replace('"price": "0.06"', '"price": 0.06'));
    await page.getByText(/^document:\d+: models\[\d+\]\.rules\[0\]\.price: /).waitFor();
    await photograph(page, 'prices-refused');
    expect(await page.getByRole('button', { name: 'Publish' }).count()).toBe(0);
    expect(await booksNow()).toHaveLength(1);
  });

  it('is rehearsed over what was paid, then published, and everything is sold by it', async () => {
    const { id, key } = await customer('Pays More', '10');
    await generationOf(key);
    const { page, problems } = await open('/operator/prices');
    await rehearse(page, documentWith('0.06'));
    const byAccount = page.getByRole('table', { name: 'Rehearsal by account' });
    const row = byAccount.getByRole('row').filter({ hasText: id });
    await row.waitFor();
    expect(await row.locator('td[data-label="Paid"]').textContent()).toBe('0.052');
    expect(await row.locator('td[data-label="Would have paid"]').textContent()).toBe('0.06');
    expect(await row.locator('td[data-label="Difference"]').textContent()).toBe('+0.008 (15.38 %)');
    await page.getByText(/flux-1\.1-pro.*0\.052 -> 0\.06 credits \(\+15\.4 %\)/).waitFor();
    await photograph(page, 'prices-rehearsed');
    expect(await accessibilityViolations(page)).toEqual([]);
    expect([await priceNow(), (await booksNow()).length]).toEqual(['0.052', 1]);

    await page.getByRole('button', { name: 'Publish' }).click();
    const dialog = page.getByRole('dialog', { name: 'Publish this price book' });
    const publish = dialog.getByRole('button', { name: 'Publish', exact: true });
    await publish.click();
    await dialog.getByText('Say why: it stands in the audit log.').waitFor();
    await dialog.getByLabel('Reason').fill('prices of December');
    await dialog.getByLabel('In force from').fill('tomorrow');
    await publish.click();
    await dialog
      .locator('.field-error')
      .getByText(/RFC 3339/)
      .waitFor();
    await photograph(page, 'dialog-publish-refused');
    expect([await priceNow(), (await booksNow()).length]).toEqual(['0.052', 1]);
    await dialog.getByLabel('In force from').fill('');
    await publish.click();
    await dialog.getByText(/Published, as number 2: in force from/).waitFor();
    await photograph(page, 'dialog-published');
    await dialog.getByRole('button', { name: 'Done' }).click();
    await waitUntil('it is sold by', async () => (await priceNow()) === '0.06');
    const table = page.getByRole('table', { name: 'Price books, newest first' });
    await table.getByText('Superseded').waitFor();
    const { viewer } = await operate('{ viewer { apiKeyId } }');
    expect(await booksNow()).toMatchObject([
      { number: 2, state: 'IN_FORCE', publishedBy: viewer.apiKeyId },
      { number: 1, state: 'SUPERSEDED' },
    ]);
    const [published] = (await logOf()).filter(({ action }) => action === 'PUBLISH_PRICE_BOOK');
    expect(published).toMatchObject({ reason: 'prices of December', operatorKeyId: viewer.apiKeyId });
    await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Audit log' }).click();
    const logged = page.getByRole('row').filter({ hasText: 'prices of December' });
    await logged.getByText('Publish price book').waitFor();
    expect(await logged.textContent()).toContain(viewer.apiKeyId);
    expect(problems.filter((line) => !line.includes('400'))).toEqual([]);
  });

  it('takes force when a price is more than ten times another', async () => {
    const before = await priceNow();
    const { page } = await open('/operator/prices');
    await rehearse(page, documentWith('6'));
    await page.getByText('It is published with force only').waitFor();
    await page.getByRole('button', { name: 'Publish' }).click();
    const dialog = page.getByRole('dialog', { name: 'Publish this price book' });
    await dialog.getByLabel('Reason').fill('a hundred times');
    await dialog.getByRole('button', { name: 'Publish', exact: true }).click();
    await dialog.locator('.field-error').getByText(MODEL).waitFor();
    expect(await priceNow()).toBe(before);
    await dialog.getByLabel('Prices that differ more than ten times').click();
    await page.getByRole('option', { name: 'Publish them all the same' }).click();
    await dialog.getByRole('button', { name: 'Publish', exact: true }).click();
    await dialog.getByText(/Published, as number/).waitFor();
    await waitUntil('it is sold by', async () => (await priceNow()) === '6');
  });

  it('is shown anew for another text: nothing is published that was not rehearsed', async () => {
    const { page } = await open('/operator/prices');
    await rehearse(page, documentWith('0.07'));
    await page.getByRole('button', { name: 'Publish' }).waitFor();
    await page.getByLabel('Storefront file').press('End');
    await page.getByLabel('Storefront file').pressSequentially(' ');
    await page.getByRole('button', { name: 'Publish' }).waitFor({ state: 'detached' });
  });
});
