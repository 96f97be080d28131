// What an operator does to accounts on the page: the gateway says the same as the dialog, the audit log has who, what and why, and what
// is wrong is said in words and changes nothing.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { accessibilityViolations, describeInBrowser } from '../support/browser.ts';
import { BALANCE, GENERATE, generateInput } from '../support/gateway-operations.ts';
import { FROM_ELSEWHERE, holdWhatIsFromElsewhere } from '../support/held-generations.ts';
import { openOperatorDesk, photograph, secretIn } from '../support/operator-desk.ts';
import { type PageWorld, startPageWorld } from '../support/page-gateway.ts';
import { waitUntil } from '../support/wait-until.ts';

const NO_REASON = 'Say why: it stands in the audit log.';
const ACCOUNT = `query ($id: ID!) {
  account(id: $id) { name email status closedAt billingMode creditLimit plan { id } balance { available reserved debt } }
}`;
const BUY = `mutation { buyCreditPack(input: { packId: "pack-10", idempotencyKey: "one" }) { checkoutUrl purchase { id } } }`;
const EDIT = 'mutation ($input: EditAccountInput!) { editAccount(input: $input) { changed } }';
const PURCHASES = '{ purchases { nodes { id status } } transactions(first: 1) { nodes { type amount } } }';

/** The dialog that is open. */
class OpenDialog {
  readonly #page: Page;
  readonly #dialog: Locator;

  constructor(page: Page, title: string | RegExp) {
    this.#page = page;
    this.#dialog = page.getByRole('dialog', { name: title });
  }

  async fill(label: string, text: string): Promise<void> {
    await this.#dialog.getByLabel(label, { exact: true }).fill(text);
  }

  async choose(label: string, option: string): Promise<void> {
    await this.#dialog.getByLabel(label).click();
    await this.#page.getByRole('option', { name: option, exact: true }).click();
  }

  async press(button: string): Promise<void> {
    await this.#dialog.getByRole('button', { name: button, exact: true }).click();
  }

  async says(words: string | RegExp): Promise<void> {
    await this.#dialog.getByText(words).first().waitFor();
  }

  /** Refused without a reason, before anything is sent. */
  async wantsReason(button: string): Promise<void> {
    await this.press(button);
    await this.says(NO_REASON);
  }

  async isGone(): Promise<void> {
    await this.#dialog.waitFor({ state: 'detached' });
  }
}

describeInBrowser('what an operator does on the page', () => {
  let world: PageWorld;
  let operatorKeyId: string;
  const { open, operate, logOf, availableTo, customer, generationOf, address } = openOperatorDesk(() => world);

  beforeAll(async () => {
    world = await startPageWorld();
    operatorKeyId = (await operate('{ viewer { apiKeyId } }')).viewer.apiKeyId;
    await holdWhatIsFromElsewhere(world.gateway.databaseUrl);
  });

  afterAll(() => world.stop());

  const accountOf = async (id: string) => (await operate(ACCOUNT, { id })).account;
  const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
  const book = (page: Page, name: string): Promise<void> => page.getByRole('tab', { name, exact: true }).click();

  /** The row of the audit log with this reason, as the page shows it: who did it stands in it, too. */
  async function rowSaying(page: Page, reason: string): Promise<string> {
    const row = page
      .getByRole('table', { name: 'Audit log, newest first' })
      .getByRole('row')
      .filter({ hasText: reason });
    await row.waitFor();
    const text = (await row.textContent()) ?? '';
    expect(text).toContain(operatorKeyId);
    return text;
  }

  it('deducts what was granted, and no more than is left of it', async () => {
    const { id, key } = await customer('Booked Twice', '10');
    const before = (await logOf(id)).length;
    const { page, problems } = await open(`/operator/accounts/${id}`);
    await press(page, 'Deduct credits');
    const dialog = new OpenDialog(page, 'Deduct credits from Booked Twice');
    await dialog.fill('Credits', '3.5');
    await dialog.wantsReason('Deduct');
    await dialog.fill('Reason', 'booked twice');
    for (const [credits, words] of [
      ['', /decimal/],
      ['three', /decimal/],
      ['1,5', /decimal/],
      ['0', /above 0|more than 0/],
      ['-1', /above 0|more than 0/],
      ['10.000001', /Of granted credits 10 are left/],
    ] as const) {
      await dialog.fill('Credits', credits);
      await dialog.press('Deduct');
      await page.getByRole('dialog').locator('.field-error').getByText(words).waitFor();
    }
    await photograph(page, 'dialog-deduct-refused');
    expect(await accessibilityViolations(page)).toEqual([]);
    expect([await availableTo(key), (await logOf(id)).length]).toEqual(['10', before]);
    await dialog.fill('Credits', '3.5');
    await dialog.press('Deduct');
    await dialog.says('6.5 credits');
    await dialog.press('Done');
    await page.locator('.figure-value').getByText('6.5', { exact: true }).waitFor();
    expect(await availableTo(key)).toBe('6.5');
    expect((await logOf(id))[0]).toMatchObject({ action: 'DEDUCT_CREDITS', reason: 'booked twice', amount: '-3.5' });
    await book(page, 'Audit log');
    const row = await rowSaying(page, 'booked twice');
    expect(row).toContain('Deduct credits');
    expect(row).toContain('−3.5');
    // The browser notes each answer of an error's status.
    expect(problems.filter((line) => !line.includes('400'))).toEqual([]);
  });

  it('refunds a purchase: the unused credits go, and the money with them', async () => {
    const { id, key } = await customer('Wrong Pack', '0');
    const bought = (await world.gateway.ask(BUY, {}, { key })).data.buyCreditPack;
    await fetch(`${bought.checkoutUrl}/pay`, { method: 'POST', redirect: 'manual' });
    await waitUntil('it is paid', async () => (await availableTo(key)) === '10');
    const { page, problems } = await open(`/operator/accounts/${id}`);
    await book(page, 'Purchases');
    await press(page, `Refund the purchase ${bought.purchase.id}`);
    const dialog = new OpenDialog(page, 'Refund a purchase');
    await photograph(page, 'dialog-refund-purchase');
    await dialog.wantsReason('Refund');
    await dialog.fill('Reason', 'the wrong pack');
    await dialog.fill('Credits', '11');
    await dialog.press('Refund');
    await page.getByRole('dialog').locator('.field-error').getByText(/10/).waitFor();
    expect([await availableTo(key), (await logOf(id)).at(0)?.action]).toEqual(['10', 'EDIT_ACCOUNT']);
    await dialog.fill('Credits', '');
    await dialog.press('Refund');
    await dialog.says(/10\.00 USD go back for 10 credits/);
    await dialog.press('Done');
    await waitUntil('the money went back', async () => {
      const { data } = await world.gateway.ask(PURCHASES, {}, { key });
      return data.purchases.nodes[0].status === 'REFUNDED';
    });
    expect(await availableTo(key)).toBe('0');
    expect((await logOf(id))[0]).toMatchObject({ action: 'REFUND_PURCHASE', reason: 'the wrong pack' });
    await page.getByRole('table', { name: 'Purchases, newest first' }).getByText('Refunded').waitFor();
    await book(page, 'Audit log');
    expect(await rowSaying(page, 'the wrong pack')).toContain(`Refund purchase`);
    expect(problems).toEqual([]);
  });

  it('changes the plan', async () => {
    const { id } = await customer('Grown Up', '1');
    const { page, problems } = await open(`/operator/accounts/${id}`);
    await press(page, 'Change the plan');
    const dialog = new OpenDialog(page, 'Change the plan of Grown Up');
    await dialog.wantsReason('Change');
    await dialog.choose('Plan', 'Enterprise');
    await photograph(page, 'dialog-plan');
    await dialog.fill('Reason', 'a contract');
    await dialog.press('Change');
    await dialog.says('The plan is Enterprise now.');
    await dialog.press('Done');
    await page.locator('dl.facts').getByText('Enterprise').waitFor();
    expect((await accountOf(id)).plan.id).toBe('enterprise');
    await book(page, 'Audit log');
    expect(await rowSaying(page, 'a contract')).toMatch(/Set plan.*scale.*enterprise/);
    expect(problems).toEqual([]);
  });

  it('changes how it pays, and its limit', async () => {
    const { id, key } = await customer('Pays Later', '0');
    const { page, problems } = await open(`/operator/accounts/${id}`);
    await press(page, 'Change how it pays');
    const dialog = new OpenDialog(page, 'How Pays Later pays');
    await dialog.choose('Pays', 'Postpaid');
    await dialog.fill('Credit limit', '25');
    await dialog.wantsReason('Change');
    await dialog.fill('Reason', 'a purchase order');
    await dialog.press('Change');
    await dialog.says('Invoices are sent by e-mail, and this account has no address.');
    await operate(EDIT, { input: { accountId: id, email: 'pays.later@example.com', reason: 'for its invoices' } });
    for (const [limit, words] of [
      ['', 'A postpaid account needs a credit limit.'],
      ['0', /more than 0/],
      ['-5', /more than 0/],
      ['much', /decimal/],
    ] as const) {
      await dialog.fill('Credit limit', limit);
      await dialog.press('Change');
      await page.getByRole('dialog').locator('.field-error').getByText(words).waitFor();
    }
    await photograph(page, 'dialog-billing-refused');
    expect((await accountOf(id)).billingMode).toBe('PREPAID');
    await dialog.fill('Credit limit', '25');
    await dialog.press('Change');
    await dialog.says(/It is postpaid now, with a limit of 25 credits/);
    await dialog.press('Done');
    expect(await accountOf(id)).toMatchObject({ billingMode: 'POSTPAID', creditLimit: '25' });
    await generationOf(key);
    await page.getByText('of a limit of 25 credits').waitFor();
    await book(page, 'Audit log');
    expect(await rowSaying(page, 'a purchase order')).toMatch(/Set billing mode.*PREPAID.*POSTPAID/);

    // What it owes already is more than the new limit.
    await press(page, 'Change how it pays');
    await dialog.fill('Credit limit', '0.01');
    await dialog.fill('Reason', 'too much');
    await dialog.press('Change');
    await page
      .getByRole('dialog')
      .locator('.field-error')
      .getByText(/0\.052/)
      .waitFor();
    expect((await accountOf(id)).creditLimit).toBe('25');
    expect((await logOf(id)).map(({ reason }) => reason)).not.toContain('too much');
    expect(problems.filter((line) => !line.includes('400'))).toEqual([]);
  });

  it('edits the name and the address, and refuses what is none', async () => {
    const { id } = await customer('Old Name', '1');
    const { page, problems } = await open(`/operator/accounts/${id}`);
    await press(page, 'Edit');
    const dialog = new OpenDialog(page, /^Edit (Old|New) Name$/);
    await dialog.fill('Name', '');
    await dialog.fill('E-mail address', 'nobody');
    await dialog.wantsReason('Save');
    await dialog.fill('Reason', 'they asked');
    await dialog.press('Save');
    await page.getByRole('dialog').locator('.field-error').first().waitFor();
    await dialog.fill('Name', 'New Name');
    await dialog.press('Save');
    await page.getByRole('dialog').locator('.field-error').first().waitFor();
    await photograph(page, 'dialog-edit-refused');
    expect(await accountOf(id)).toMatchObject({ name: 'Old Name', email: null });
    await dialog.fill('E-mail address', 'new@example.com');
    await dialog.press('Save');
    await dialog.says('Saved.');
    await dialog.press('Done');
    await page.getByRole('heading', { level: 1, name: 'New Name' }).waitFor();
    expect(await accountOf(id)).toMatchObject({ name: 'New Name', email: 'new@example.com' });
    await book(page, 'Audit log');
    const row = await rowSaying(page, 'they asked');
    expect(row).toContain('Edit account');
    // What is personal is not kept in a log that nobody can change.
    expect(row).not.toContain('new@example.com');
    expect(problems).toEqual([]);
  });

  it('closes for good: its keys end, and nothing can be done to it any more', async () => {
    const { id, key } = await customer('Going Away', '5');
    const { page, problems } = await open(`/operator/accounts/${id}`);
    await press(page, 'Close for good');
    const dialog = new OpenDialog(page, 'Close Going Away for good');
    await photograph(page, 'dialog-close');
    await dialog.wantsReason('Close for good');
    expect((await accountOf(id)).closedAt).toBeNull();
    await dialog.fill('Reason', 'they left');
    await dialog.press('Close for good');
    await dialog.says('Closed. Its keys have ended.');
    await dialog.press('Done');
    await page.getByText('It is closed, for good.').waitFor();
    await page.locator('dl.facts').getByText('Closed', { exact: true }).first().waitFor();
    expect(await page.getByRole('button', { name: 'Grant credits' }).count()).toBe(0);
    expect((await accountOf(id)).closedAt).not.toBeNull();
    expect((await world.gateway.ask(BALANCE, {}, { key })).status).toBe(401);
    expect((await accountOf(id)).balance.available).toBe('5');
    await book(page, 'Audit log');
    expect(await rowSaying(page, 'they left')).toContain('Close account');
    expect(problems).toEqual([]);
  });

  it('settles a generation that is held', async () => {
    const { id, key } = await customer('Held Back', '10');
    const generationId = await generationOf(key, { prompt: FROM_ELSEWHERE, count: 2 });
    expect(await accountOf(id)).toMatchObject({ balance: { available: '9.896', reserved: '0.104' } });
    const { page, problems } = await open('/operator/work');
    await press(page, `Settle ${generationId}`);
    const dialog = new OpenDialog(page, 'Settle a generation');
    await photograph(page, 'dialog-settle');
    await dialog.fill('Cost in credits', '0.104001');
    await dialog.wantsReason('Settle');
    await dialog.fill('Reason', 'as it was sold');
    await dialog.press('Settle');
    await page
      .getByRole('dialog')
      .locator('.field-error')
      .getByText(/0\.104/)
      .waitFor();
    await dialog.fill('Cost in credits', '');
    await dialog.press('Settle');
    await page
      .getByRole('dialog')
      .locator('.field-error')
      .getByText(/decimal/)
      .waitFor();
    expect((await accountOf(id)).balance).toMatchObject({ available: '9.896', reserved: '0.104' });
    await dialog.fill('Cost in credits', '0.1');
    await dialog.press('Settle');
    await dialog.says(/Settled\. Available to the account now: 9\.9/);
    await dialog.press('Done');
    await page.getByText('None is held.').waitFor();
    expect((await accountOf(id)).balance).toMatchObject({ available: '9.9', reserved: '0' });
    await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Audit log' }).click();
    const row = await rowSaying(page, 'as it was sold');
    expect(row).toMatch(/Settle generation/);
    expect(row).toContain(generationId);
    expect(problems.filter((line) => !line.includes('400'))).toEqual([]);
  });

  it('issues a key that works at once, and ends it with those that were made with it', async () => {
    const { id } = await customer('Lost Laptop', '5');
    const { page, problems } = await open(`/operator/accounts/${id}`);
    await press(page, 'Issue a key');
    const dialog = new OpenDialog(page, 'Issue a key for Lost Laptop');
    await dialog.fill('Name', 'laptop');
    await dialog.wantsReason('Issue');
    await dialog.choose('What it may do', 'Full access');
    await dialog.fill('Reason', 'the old one was stolen');
    await dialog.press('Issue');
    const laptop = await secretIn(page);
    await photograph(page, 'dialog-secret');
    await page.mouse.click(5, 400);
    expect(await secretIn(page)).toBe(laptop);
    await dialog.press('Done');
    await dialog.isGone();
    expect(await page.content()).not.toContain(laptop);
    const MAKE = 'mutation { createApiKey(input: { name: "made with it", preset: READ_ONLY }) { secret } }';
    const made = (await world.gateway.ask(MAKE, {}, { key: laptop })).data.createApiKey.secret;
    expect(await availableTo(made)).toBe('5');

    await book(page, 'Keys');
    await press(page, 'Revoke laptop');
    const revoking = new OpenDialog(page, 'Revoke laptop?');
    await photograph(page, 'dialog-revoke');
    await revoking.wantsReason('Revoke');
    expect(await availableTo(laptop)).toBe('5');
    await revoking.fill('Reason', 'found in a lake');
    await revoking.press('Revoke');
    await revoking.says('Revoked: 2.');
    await revoking.press('Done');
    for (const key of [laptop, made]) expect((await world.gateway.ask(BALANCE, {}, { key })).status).toBe(401);
    await book(page, 'Audit log');
    expect(await rowSaying(page, 'the old one was stolen')).toMatch(/Create api key.*laptop/i);
    expect(await rowSaying(page, 'found in a lake')).toMatch(/Revoke api key/i);
    expect(problems).toEqual([]);
  });

  it('says it when the gateway cannot be reached, and what was typed stays', async () => {
    const { id, key } = await customer('Out of Reach', '5');
    const { page } = await open(`/operator/accounts/${id}`);
    await press(page, 'Edit');
    const dialog = new OpenDialog(page, 'Edit Out of Reach');
    await dialog.fill('Name', 'Within Reach');
    await dialog.fill('Reason', 'typed once');
    await page.route('**/graphql', (route) => route.abort());
    await dialog.press('Save');
    await page.getByRole('dialog').getByRole('alert').waitFor();
    await page.unroute('**/graphql');
    await dialog.press('Save');
    await dialog.says('Saved.');
    expect((await accountOf(id)).name).toBe('Within Reach');
    // The customer still generates.
    const { data } = await world.gateway.ask(GENERATE, { input: generateInput({}) }, { key });
    expect(data.generate.userErrors).toEqual([]);
    expect(page.url()).toBe(address(`/operator/accounts/${id}`));
  });
});
