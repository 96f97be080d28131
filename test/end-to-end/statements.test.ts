// Statements through a gateway: what the plan shows of them, and files behind links that only the gateway makes.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { GENERATE, generateInput } from '../support/gateway-operations.ts';

const STATEMENT = `query ($month: String!) {
  statement(month: $month) {
    month timeZone from to isFinal added charged refunded expired frozen clawedBack adjusted invoiced
    opening { total available reserved } closing { total available reserved }
    transactions firstSequence lastSequence headHash pdf { url expiresAt } csv { url }
  }
}`;
const BALANCE_AT = `query ($at: DateTime!) { balanceAt(at: $at) { at total available reserved sequence headHash } }`;

const NOW = new Date('2026-11-21T12:00:00Z');

let gateway: TestGateway;
const clock = { now: NOW };

beforeAll(async () => {
  gateway = await startTestGateway({ now: () => clock.now });
  const { data } = await gateway.ask(GENERATE, { input: generateInput() });
  await gateway.ended(data.generate.generation.id);
});
afterAll(() => gateway.stop());

const statementOf = async (month = '2026-11') => (await gateway.ask(STATEMENT, { month })).data.statement;

describe('a statement', () => {
  it('says what the ledger and the balance say', async () => {
    const statement = await statementOf();
    const { data } = await gateway.ask(
      '{ balance { available sequence } verifyLedger { headHash } transactions { nodes { type } } }',
    );
    expect(statement).toMatchObject({
      opening: { total: '0', available: '0', reserved: '0' },
      added: '100',
      closing: { available: data.balance.available, reserved: '0' },
      lastSequence: data.balance.sequence,
      headHash: data.verifyLedger.headHash,
      isFinal: false,
    });
    expect(Number(statement.charged)).toBeLessThan(0);
    expect((await statementOf('2026-10')).transactions).toBe(0);
  });

  it('is refused before the audit window, in words with the plan that shows more, and for months to come', async () => {
    const { errors } = await gateway.ask(STATEMENT, { month: '2024-01' });
    expect(errors?.[0].extensions.code).toBe('BAD_USER_INPUT');
    expect(errors?.[0].message).toMatch(/^2024-01 is too long ago: the plan .* can look back \d+ days/);
    const tomorrow = await gateway.ask(STATEMENT, { month: '2026-12' });
    expect(tomorrow.errors?.[0].message).toBe('2026-12 has not begun yet.');
    for (const month of ['2026-13', '2026-1', '26-11', '2026-11-01', '', '1969-12', '2026-11\n']) {
      const { status, errors: wrong } = await gateway.ask(STATEMENT, { month });
      expect([status, wrong?.[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    }
  });

  it('of the month into which the window just reaches is shown', async () => {
    // On the plan with 365 days.
    const { key } = await gateway.newAccount('5');
    const asked = async (month: string) => (await gateway.ask(STATEMENT, { month }, { key })).errors?.[0].message;
    expect(await asked('2025-11')).toBeUndefined();
    expect(await asked('2025-10')).toMatch('too long ago');
  });
});

describe('the balance at a moment', () => {
  it('is the one before and after', async () => {
    const at = (moment: Date) => gateway.ask(BALANCE_AT, { at: moment });
    const before = await at(new Date(NOW.getTime() - 86_400_000));
    expect(before.data.balanceAt).toMatchObject({ total: '0', sequence: '0', headHash: null });
    clock.now = new Date(NOW.getTime() + 1);
    const after = await at(clock.now);
    clock.now = NOW;
    const { data } = await gateway.ask('{ balance { available sequence } }');
    expect(after.data.balanceAt).toMatchObject(data.balance);
    expect((await at(new Date('2030-01-01'))).errors?.[0].message).toMatch('has not come yet');
    expect((await at(new Date('2020-01-01'))).errors?.[0].message).toMatch('too long ago');
  });
});

describe('a link to a statement', () => {
  it('gives the file as PDF and as CSV, to whoever has it', async () => {
    const { pdf, csv, added } = await statementOf();
    const page = await fetch(pdf.url);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('application/pdf');
    expect(page.headers.get('content-disposition')).toBe('attachment; filename="statement-2026-11.pdf"');
    expect(page.headers.get('cache-control')).toBe('private, no-store');
    expect((await page.text()).startsWith('%PDF-')).toBe(true);
    expect(await (await fetch(csv.url)).text()).toContain(`,added,${added}\r\n`);
    const head = await fetch(csv.url, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('is good for nothing else: another month, form, account or end', async () => {
    const { id } = await gateway.newAccount('5');
    const { pdf } = await statementOf();
    const url = new URL(pdf.url);
    const own = /acct_[^/]+/.exec(url.pathname)?.[0] ?? '';
    const changes: readonly ((link: URL) => void)[] = [
      (link) => (link.pathname = link.pathname.replace(own, id)),
      (link) => (link.pathname = link.pathname.replace('2026-11', '2026-10')),
      (link) => (link.pathname = link.pathname.replace('.pdf', '.csv')),
      (link) => link.searchParams.set('expires', String(Number(link.searchParams.get('expires')) + 3600)),
      (link) => link.searchParams.set('seal', `${(link.searchParams.get('seal') ?? '').slice(0, -2)}AA`),
      (link) => link.searchParams.set('seal', 'x'),
      (link) => link.searchParams.delete('seal'),
      (link) => link.searchParams.append('expires', '99999999999'),
      (link) => (link.search = ''),
    ];
    for (const change of changes) {
      const link = new URL(url);
      change(link);
      expect([link.href, (await fetch(link)).status]).toEqual([link.href, 403]);
    }
    expect((await fetch(url)).status).toBe(200);
  });

  it('ends after an hour', async () => {
    const { pdf } = await statementOf();
    clock.now = new Date(Date.parse(pdf.expiresAt));
    const { status } = await fetch(pdf.url);
    clock.now = NOW;
    expect(status).toBe(410);
  });

  it('is not written to the log', async () => {
    const { pdf } = await statementOf();
    await fetch(pdf.url);
    const seal = new URL(pdf.url).searchParams.get('seal') ?? '';
    expect(gateway.logs()).toContain('/statements/');
    expect(gateway.logs()).not.toContain(seal);
  });
});
