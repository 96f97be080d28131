// All that must be true at the end of a year.
import type { Year } from '../live-year.ts';
import { readStripeBooks } from '../stripe-books.ts';
import type { World } from '../world.ts';
import type { Check } from './check.ts';
import { checkCredits } from './check-credits.ts';
import { checkInvoices } from './check-invoices.ts';
import { checkLedger } from './check-ledger.ts';
import { checkRenewals } from './check-renewals.ts';
import { checkTopUps } from './check-top-ups.ts';
import { checkWelcome } from './check-welcome.ts';

const CHECKS: readonly Check[] = [checkCredits, checkInvoices, checkLedger, checkTopUps, checkRenewals];

export async function findWrongs(world: World, year: Year): Promise<string[]> {
  const { customers, reconciliations } = year;
  const wrongs: string[] = [];
  for (const customer of customers) {
    const books = await readStripeBooks(world.stripe, customer);
    for (const check of CHECKS) {
      const found = await check({ world, year, customer, books });
      const who = `${customer.index} (${customer.persona.name}, ${customer.accountId})`;
      wrongs.push(...found.map((problem) => `${who}: ${problem}`));
    }
  }
  wrongs.push(...(await checkWelcome(world, customers)), ...checkReconciliations(reconciliations));
  return [...wrongs, ...world.errors.map((line) => `logged: ${line}`)];
}

/** Nothing needed a person all year, and at the end there was nothing left to repair. */
function checkReconciliations(reconciliations: Year['reconciliations']): string[] {
  const findings = reconciliations.flatMap(({ report }) => report.findings);
  const wrongs = findings.map((finding) => `the reconciler: ${JSON.stringify(finding, bigints)}`);
  const last = reconciliations.at(-1)?.report;
  if (last?.status !== 'DONE') return [...wrongs, `the last reconciliation is ${String(last?.status)}`];
  if (last.eventsHandled + last.credited + last.finished === 0) return wrongs;
  return [...wrongs, `the last reconciliation still had something to do: ${JSON.stringify(last, bigints)}`];
}

const bigints = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);
