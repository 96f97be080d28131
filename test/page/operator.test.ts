// The operator's rooms: an account is found, credits are granted and given back, it is suspended and released, each with a reason that
// stands in the audit log; and nobody else finds these rooms.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { accessibilityViolations, describeInBrowser } from '../support/browser.ts';
import { BALANCE, GENERATE, generateInput } from '../support/gateway-operations.ts';
import { arrived, openOperatorDesk, secretIn } from '../support/operator-desk.ts';
import { type PageWorld, startPageWorld } from '../support/page-gateway.ts';

const ROOMS: readonly (readonly [string, string])[] = [
  ['/operator', 'Accounts'],
  ['/operator/figures', 'Figures'],
  ['/operator/work', 'Open cases'],
  ['/operator/prices', 'Prices'],
  ['/operator/audit', 'Audit log'],
];
const BOOKS = [
  'Balance',
  'Transactions',
  'Generations',
  'Requests',
  'Usage',
  'Keys',
  'Purchases',
  'Invoices',
  'Webhooks',
  'Anomalies',
  'Audit log',
];

describeInBrowser("the operator's rooms", () => {
  let world: PageWorld;

  beforeAll(async () => {
    world = await startPageWorld();
  });

  afterAll(() => world.stop());

  const {
    open: asOperator,
    address,
    operate,
    logOf,
    availableTo,
    customer,
    generationOf,
  } = openOperatorDesk(() => world);

  it('finds an account by how its name begins, and grants credits with a reason', async () => {
    const { id, key } = await customer('Zephyr Studios', '10');
    const { page, problems } = await asOperator('/operator');
    await page.getByLabel('Search').fill('zeph');
    const rows = page.getByRole('table', { name: 'Accounts' }).locator('tbody tr');
    await rows.getByRole('link', { name: 'Zephyr Studios' }).waitFor();
    await rows.nth(1).waitFor({ state: 'detached' });
    await rows.getByRole('link', { name: 'Zephyr Studios' }).click();
    await page.getByRole('heading', { level: 1, name: 'Zephyr Studios' }).waitFor();

    await page.getByRole('button', { name: 'Grant credits' }).click();
    const dialog = page.getByRole('dialog', { name: 'Grant credits to Zephyr Studios' });
    await dialog.getByLabel('Credits').fill('0');
    await dialog.getByRole('button', { name: 'Grant', exact: true }).click();
    await dialog.getByText('Say why: it stands in the audit log.').waitFor();
    expect(await availableTo(key)).toBe('10');
    await dialog.getByLabel('Reason').fill('a slow week');
    await dialog.getByRole('button', { name: 'Grant', exact: true }).click();
    await dialog.getByText(/in amounts above 0/).waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await dialog.getByLabel('Credits').fill('2.000001');
    await dialog.getByRole('button', { name: 'Grant', exact: true }).click();
    await dialog.getByText('12.000001 credits').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Done' }).click();

    await page.locator('.figure-value').getByText('12.000001').waitFor();
    expect(await availableTo(key)).toBe('12.000001');
    const [granted] = await logOf(id);
    expect(granted).toMatchObject({ action: 'GRANT_CREDITS', reason: 'a slow week', amount: '2.000001' });
    await page.getByRole('tab', { name: 'Audit log' }).click();
    await page.getByRole('table', { name: 'Audit log, newest first' }).getByText('a slow week').waitFor();
    expect(problems).toEqual([]);
  });

  it('grants once, however often it is sent while the answers are lost', async () => {
    const { id, key } = await customer('Lost Answers', '1');
    const { page } = await asOperator(`/operator/accounts/${id}`);
    await page.getByRole('button', { name: 'Grant credits' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Credits').fill('5');
    await dialog.getByLabel('Reason').fill('asked for');
    let lost = 0;
    await page.route('**/graphql', async (route) => {
      const isGrant = route.request().postData()?.includes('idempotencyKey') === true;
      if (!isGrant) {
        await route.continue();
        return;
      }
      await route.fetch();
      lost += 1;
      await route.abort();
    });
    await dialog.getByRole('button', { name: 'Grant', exact: true }).click();
    await dialog.getByRole('alert').waitFor();
    expect(lost).toBeGreaterThan(0);
    await page.unroute('**/graphql');
    await dialog.getByRole('button', { name: 'Grant', exact: true }).click();
    await dialog.getByText('by an earlier try').waitFor();
    expect(await availableTo(key)).toBe('6');
  });

  it('refunds the charge of a generation: the balance and the audit log show it', async () => {
    const { id, key } = await customer('Blurred Pictures', '10');
    const generationId = await generationOf(key);
    expect(await availableTo(key)).toBe('9.948');
    const { page, problems } = await asOperator(`/operator/accounts/${id}`);
    await page.getByRole('tab', { name: 'Generations' }).click();
    await page.getByRole('button', { name: `Refund the charge of ${generationId}` }).click();
    const dialog = page.getByRole('dialog', { name: 'Refund a charge' });
    await dialog.getByLabel('Credits').fill('0.053');
    await dialog.getByLabel('Reason').fill('it was blurred');
    await dialog.getByRole('button', { name: 'Refund', exact: true }).click();
    await dialog
      .getByText(/0\.052/)
      .first()
      .waitFor();
    expect(await availableTo(key)).toBe('9.948');
    await dialog.getByLabel('Credits').fill('');
    await dialog.getByRole('button', { name: 'Refund', exact: true }).click();
    await dialog.getByText('10 credits').waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    expect(await availableTo(key)).toBe('10');

    await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Audit log' }).click();
    await page.getByLabel('Account', { exact: true }).fill(id);
    const refund = page.getByRole('row').filter({ hasText: 'it was blurred' });
    await refund.getByText('Refund charge').waitFor();
    expect(await refund.textContent()).toContain('+0.052');
    expect(problems).toEqual([]);
  });

  it('suspends and releases', async () => {
    const { id, key } = await customer('Idle Hands', '10');
    const { page, problems } = await asOperator(`/operator/accounts/${id}`);
    const change = async (name: string, reason: string, said: string): Promise<void> => {
      await page.getByRole('button', { name, exact: true }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Reason').fill(reason);
      await dialog.getByRole('button', { name, exact: true }).click();
      await dialog.getByText(said).waitFor();
      await dialog.getByRole('button', { name: 'Done' }).click();
    };
    await change('Suspend', 'looks like abuse', 'Suspended: it may look, and not spend.');
    await page.locator('dl.facts').getByText('Suspended').waitFor();
    const refused = await world.gateway.ask(GENERATE, { input: generateInput({}) }, { key });
    expect(JSON.stringify(refused)).toContain('ACCOUNT_SUSPENDED');
    await change('Release', 'it was none', 'Released: it may spend again.');
    await page.locator('dl.facts').getByText('Active').waitFor();
    await generationOf(key);
    const [released, suspended] = await logOf(id);
    expect(suspended).toMatchObject({ action: 'SUSPEND_ACCOUNT', reason: 'looks like abuse' });
    expect(released).toMatchObject({ action: 'RELEASE_ACCOUNT', reason: 'it was none' });
    expect(problems).toEqual([]);
  });

  it('opens an account, issues another key and revokes it: each secret is shown once, and works', async () => {
    const { page, problems } = await asOperator('/operator');
    await page.getByRole('button', { name: 'Open an account' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Brand New');
    await dialog.getByLabel('Reason').fill('a customer by phone');
    await dialog.getByRole('button', { name: 'Open', exact: true }).click();
    const first = await secretIn(page);
    expect(await availableTo(first)).toBe('0');
    await dialog.getByRole('link', { name: 'Brand New' }).click();
    await page.getByRole('heading', { level: 1, name: 'Brand New' }).waitFor();
    expect(await page.locator('code.secret').count()).toBe(0);

    await page.getByRole('button', { name: 'Issue a key' }).click();
    await dialog.getByLabel('Name').fill('spare');
    await dialog.getByLabel('What it may do').click();
    await page.getByRole('option', { name: 'Read only' }).click();
    await dialog.getByLabel('Reason').fill('the first was lost');
    await dialog.getByRole('button', { name: 'Issue', exact: true }).click();
    const spare = await secretIn(page);
    expect(await availableTo(spare)).toBe('0');
    await dialog.getByRole('button', { name: 'Done' }).click();

    await page.getByRole('tab', { name: 'Keys' }).click();
    await page.getByRole('button', { name: 'Revoke spare' }).click();
    await dialog.getByLabel('Reason').fill('found again');
    await dialog.getByRole('button', { name: 'Revoke', exact: true }).click();
    await dialog.getByText('Revoked: 1.').waitFor();
    const { status } = await world.gateway.ask(BALANCE, {}, { key: spare });
    expect(status).toBe(401);
    expect(problems).toEqual([]);
  });

  it('shows what the business comes to, and does not know what providers charge', async () => {
    const { key } = await customer('Paying Well', '10');
    await generationOf(key);
    const { page, problems } = await asOperator('/operator/figures');
    const models = page.getByRole('table', { name: 'Figures by model' });
    await models.waitFor();
    const row = models.getByRole('row').filter({ hasText: 'bfl/flux-1.1-pro' });
    expect(await row.locator('td[data-label="Margin"]').textContent()).toBe('Unknown');
    const { revenue } = await operate(
      'query ($day: String!) { revenue(from: $day, to: $day, by: DAY) { periods { spent granted } } }',
      { day: new Date().toISOString().slice(0, 'yyyy-mm-dd'.length) },
    );
    const last = page.getByRole('table', { name: 'Figures by period' }).locator('tbody tr').last();
    expect(await last.locator('td[data-label="Spent"]').textContent()).toBe(revenue.periods[0].spent);
    expect(await last.locator('td[data-label="Granted"]').textContent()).toBe(revenue.periods[0].granted);
    expect(problems).toEqual([]);
  });

  it('shows a customer none of it', async () => {
    const { page, problems } = await world.signedIn('/operator');
    await page.getByRole('heading', { level: 1, name: 'There is nothing here' }).waitFor();
    const names = await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link').allTextContents();
    for (const [, title] of ROOMS) expect(names).not.toContain(title);
    const { id } = await world.gateway.newAccount('1');
    for (const path of [...ROOMS.map(([room]) => room), `/operator/accounts/${id}`]) {
      await page.goto(address(path));
      await page.getByRole('heading', { level: 1, name: 'There is nothing here' }).waitFor();
    }
    expect(problems).toEqual([]);
  });

  it('leads a key that may only operate from the start to the accounts', async () => {
    const { createApiKey } = await operate(
      'mutation { createApiKey(input: { name: "support", scopes: [OPERATOR] }) { secret userErrors { message } } }',
    );
    const { page, problems } = await world.signedIn('/', { key: createApiKey.secret });
    await page.getByRole('heading', { level: 1, name: 'Accounts' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/operator');
    await page.getByRole('table', { name: 'Accounts' }).waitFor();
    expect(problems).toEqual([]);
  });

  for (const [colorScheme, rules] of [
    ['light', 'all'],
    ['dark', 'colours'],
  ] as const) {
    it(`opens in the ${colorScheme} theme without a violation`, async () => {
      const { id, key } = await customer(`Seen in ${colorScheme}`, '10');
      await generationOf(key);
      const { page, problems } = await asOperator('/operator', { colorScheme });
      for (const [path, title] of ROOMS) {
        await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: title, exact: true }).click();
        await arrived(page, title);
        expect({ path, violations: await accessibilityViolations(page, rules) }).toEqual({ path, violations: [] });
      }
      await page.goto(address(`/operator/accounts/${id}`));
      await arrived(page, `Seen in ${colorScheme}`);
      for (const book of BOOKS) {
        await page.getByRole('tab', { name: book, exact: true }).click();
        await arrived(page, `Seen in ${colorScheme}`);
        expect({ book, violations: await accessibilityViolations(page, rules) }).toEqual({ book, violations: [] });
      }
      expect(problems).toEqual([]);
    });
  }

  it('fits from a phone to a desktop: nothing is wider than the window', async () => {
    const { id, key } = await customer('A Rather Long Name of a Company Limited by Guarantee', '1234567.000001');
    await generationOf(key);
    const rooms = [...ROOMS, [`/operator/accounts/${id}`, 'A Rather Long Name'] as const];
    for (const width of [390, 768, 1440]) {
      const { page, context } = await asOperator('/operator', { width });
      for (const [path, title] of rooms) {
        await page.goto(address(path));
        await arrived(page, title);
        await fits(page, { path, width });
      }
      for (const book of BOOKS) {
        await page.getByRole('tab', { name: book, exact: true }).click();
        await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
        await fits(page, { path: `/account-${book}`, width });
      }
      await context.close();
    }
  });
});

async function fits(page: Page, { path, width }: { path: string; width: number }): Promise<void> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - globalThis.innerWidth);
  expect({ path, width, wide: Math.max(0, wide) }).toEqual({ path, width, wide: 0 });
  const folder = process.env['SCREENSHOTS'];
  if (folder === undefined) return;
  await page.screenshot({ path: `${folder}/${path.slice(1).replaceAll('/', '-')}-${width}.png`, fullPage: true });
}
