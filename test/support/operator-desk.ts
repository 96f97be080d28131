// An operator at the page, and what the gateway says beside it: accounts with names, their balance, and the audit log.
import process from 'node:process';
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Tab, TabOptions } from './browser.ts';
import type { Answer } from './gateway-client.ts';
import { BALANCE, GENERATE, generateInput } from './gateway-operations.ts';
import type { PageWorld } from './page-gateway.ts';

const LOG = `query ($accountId: ID) {
  auditLog(accountId: $accountId) {
    nodes { action accountId operatorKeyId reason amount availableAfter subject changes { field before after } }
  }
}`;
const RENAME = `mutation ($input: EditAccountInput!) { editAccount(input: $input) { changed userErrors { message } } }`;

export interface Customer {
  readonly id: string;
  readonly key: string;
}

export interface OperatorDesk {
  /** Signed in with the operator's key. */
  open(path: string, options?: TabOptions): Promise<Tab>;
  address(path: string): string;
  /** Asks with the operator's key. */
  operate(query: string, variables?: object): Promise<Answer>;
  /** What was done to an account (without one: to all), the newest first. */
  logOf(accountId?: string): Promise<Answer[]>;
  availableTo(key: string): Promise<string>;
  /** An account of that name, with so many credits. */
  customer(name: string, credits: string): Promise<Customer>;
  /** A generation that has ended. */
  generationOf(key: string, changes?: Readonly<Record<string, unknown>>): Promise<string>;
}

/** @param world after it was started: it is asked for with each call */
export function openOperatorDesk(world: () => PageWorld): OperatorDesk {
  const operate: OperatorDesk['operate'] = async (query, variables = {}) => {
    const { gateway } = world();
    const { data, errors } = await gateway.ask(query, variables, { key: gateway.operatorKey });
    expect(errors).toBeUndefined();
    return data;
  };
  return {
    open: (path, options = {}) => world().signedIn(path, { ...options, key: world().gateway.operatorKey }),
    address: (path) => new URL(path, world().gateway.localUrl).href,
    operate,
    logOf: async (accountId) => (await operate(LOG, { accountId })).auditLog.nodes,
    availableTo: async (key) => (await world().gateway.ask(BALANCE, {}, { key })).data.balance.available,
    customer: async (name, credits) => {
      const account = await world().gateway.newAccount(credits);
      await operate(RENAME, { input: { accountId: account.id, name, reason: 'named for its test' } });
      return account;
    },
    generationOf: async (key, changes = {}) => {
      const { gateway } = world();
      const { data } = await gateway.ask(GENERATE, { input: generateInput(changes) }, { key });
      const { id } = data.generate.generation;
      await gateway.ended(id, key);
      return id;
    },
  };
}

/** A room that has what it shows. */
export async function arrived(page: Page, title: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
  await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
}

/** The secret that a dialog shows. */
export async function secretIn(page: Page): Promise<string> {
  const secret = page.getByRole('dialog').locator('code.secret');
  await secret.waitFor();
  return (await secret.textContent()) ?? '';
}

const WIDTHS = [390, 768, 1440];

/** For people to look at, where SCREENSHOTS names a folder: at each width, and in the dark. */
export async function photograph(page: Page, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS'];
  if (folder === undefined) return;
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: `${folder}/${name}-${width}.png` });
  }
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.screenshot({ path: `${folder}/${name}-dark.png` });
  await page.emulateMedia({ colorScheme: 'light' });
}
