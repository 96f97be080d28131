// E-mails on the page: what is wanted, and what would be sent.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { accessibilityViolations, describeInBrowser } from '../support/browser.ts';
import { type PageWorld, startPageWorld } from '../support/page-gateway.ts';

const CREATE = `mutation { createAccount(input: { name: "Anna", email: "anna@customer.example", idempotencyKey: "a" }) {
  secret } }`;
const NEW_KEY = 'mutation { createApiKey(input: { name: "Robot" }) { apiKey { id } } }';
const EMAILS = '{ account { emails { preferences { kind isWanted } } } }';

describeInBrowser('e-mails on the page', () => {
  let world: PageWorld;

  beforeAll(async () => {
    world = await startPageWorld();
  });

  afterAll(() => world.stop());

  it('are switched off with one press, and seen where they would be sent', async () => {
    const { gateway } = world;
    const { data } = await gateway.ask(CREATE, {}, { key: gateway.operatorKey });
    const key: string = data.createAccount.secret;
    await gateway.ask(NEW_KEY, {}, { key });
    const { page, problems } = await world.signedIn('/billing', { key });
    const receipts = page.getByRole('checkbox', { name: 'Receipts and refunds' });
    await page.getByText('Receipts and refunds').click();
    await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
    expect(await receipts.isChecked()).toBe(false);
    const wanted = (await gateway.ask(EMAILS, {}, { key })).data.account.emails.preferences;
    expect(wanted).toContainEqual({ kind: 'RECEIPT', isWanted: false });
    await page.reload();
    await receipts.waitFor({ state: 'attached' });
    expect(await receipts.isChecked()).toBe(false);
    await page.getByRole('link', { name: 'see what would be sent' }).click();
    const letter = page.getByRole('link', { name: 'A new API key: Robot' });
    while ((await letter.count()) === 0) await page.reload();
    expect(await accessibilityViolations(page)).toEqual([]);
    await letter.click();
    await page.frameLocator('iframe').getByText('An API key of Anna was created.').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(problems).toEqual([]);
  });
});
