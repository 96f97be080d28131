// E-mails over real SMTP: once, again after a failure, never to who does not want them.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { shardsOf } from '../../src/database/index.ts';
import { type NewEmail, recordEmails } from '../../src/emails/index.ts';
import { claimEmails } from '../../src/emails/send/claim-emails.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { anAccount, createEmailWorld, type EmailWorld, FROM, receiptOf } from './email-world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('e-mails', () => {
  let world: EmailWorld;
  let server: MailServer;

  beforeEach(async () => {
    world = await createEmailWorld();
    server = await startMailServer();
  });

  afterEach(async () => {
    await world.close();
    await server.close();
  });

  const smtp = (url = server.url) => world.room({ kind: 'smtp', url, from: FROM, requiresTls: false });

  it('arrive as text and as HTML, with what was paid, from who sells', async () => {
    await world.happen(receiptOf(anAccount(), world.clock.now));
    expect(await smtp().sendDue()).toBe(false);
    expect(server.received).toHaveLength(1);
    const [mail] = server.received;
    if (mail === undefined) throw new Error('it has arrived');
    const { parsed, recipients } = mail;
    expect(recipients).toEqual(['anna@customer.example']);
    expect(parsed.from?.value).toEqual([{ name: 'Pictures, Inc.', address: 'billing@shop.example' }]);
    expect(parsed.subject).toBe('Receipt: 10.00 USD');
    expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
    for (const part of [parsed.text, String(parsed.html)]) {
      expect(part).toContain('10 credits');
      expect(part).toContain('30 November 2026 at 13:00 (Europe/Berlin)');
      expect(part).toContain('https://gateway.example/billing');
    }
    expect(parsed.text).toContain('Anna & Söhne <b>');
    expect(parsed.html).toContain('Anna &amp; Söhne &lt;b&gt;');
    expect(await world.rows()).toEqual([
      { status: 'SENT', attempts: 1, reason: null, recipient: 'anna@customer.example' },
    ]);
  });

  it('are sent once, by however many gateways', async () => {
    const accountId = anAccount();
    await world.happen(...Array.from({ length: 50 }, () => receiptOf(accountId, world.clock.now)));
    const rooms = [smtp(), smtp(), smtp()];
    const drain = async (room: (typeof rooms)[number]): Promise<void> => {
      while (await room.sendDue());
    };
    await Promise.all(rooms.map(drain));
    expect(server.received).toHaveLength(50);
    expect(new Set(server.received.map(({ parsed }) => parsed.messageId)).size).toBe(50);
    expect((await world.rows()).every(({ status, attempts }) => status === 'SENT' && attempts === 1)).toBe(true);
  });

  it('are claimed by one process at a time', async () => {
    await world.happen(receiptOf(anAccount(), world.clock.now), receiptOf(anAccount(), world.clock.now));
    const [place = world.database] = shardsOf(world.database);
    await place.transaction(async (tx) => {
      expect(await claimEmails(tx, 1, world.clock.now)).toHaveLength(1);
      // Its claim is not committed, and the other one is free.
      expect(await claimEmails(world.database, 9, world.clock.now)).toHaveLength(1);
    });
    expect(await claimEmails(world.database, 9, world.clock.now)).toEqual([]);
  });

  it('are not there when what they are about was rolled back', async () => {
    const failing = world.database.transaction(async (tx) => {
      recordEmails(tx, [receiptOf(anAccount(), world.clock.now)]);
      throw new Error('it did not happen');
    });
    await expect(failing).rejects.toThrow('it did not happen');
    await smtp().sendDue();
    expect(server.received).toEqual([]);
    expect(await world.rows()).toEqual([]);
  });

  it('are sent again, under the same id, by another gateway when one dies while it sends', async () => {
    await world.happen(receiptOf(anAccount(), world.clock.now));
    // The server took it, and the process died before it could note that.
    const dying = smtp();
    await world.database.rows(
      "create function die() returns trigger language plpgsql as $$ begin raise 'away'; end $$",
    );
    await world.database.rows(
      "create trigger dies before update on email for each row when (new.status = 'SENT') execute function die()",
    );
    await expect(dying.sendDue()).rejects.toThrow('away');
    await world.database.rows('drop trigger dies on email');
    const other = smtp();
    await other.sendDue();
    expect(server.received).toHaveLength(1);
    world.pass(5 * MINUTE);
    await other.sendDue();
    expect(server.received).toHaveLength(2);
    expect(new Set(server.received.map(({ parsed }) => parsed.messageId)).size).toBe(1);
    expect(await world.rows()).toMatchObject([{ status: 'SENT', attempts: 2 }]);
  });

  it('wait when the server asks for it, and are given up when it refuses the address for good', async () => {
    server.refuse = (address) =>
      address.startsWith('busy') ? { code: 450, text: 'later' } : { code: 550, text: 'no such user' };
    const room = smtp();
    world.address = 'busy@customer.example';
    await world.happen(receiptOf(anAccount(), world.clock.now));
    await room.sendDue();
    expect(await world.rows()).toMatchObject([{ status: 'PENDING', attempts: 1, reason: 'EENVELOPE 450' }]);
    await room.sendDue();
    expect(await world.rows()).toMatchObject([{ attempts: 1 }]);
    world.address = 'nobody@customer.example';
    world.pass(MINUTE);
    await room.sendDue();
    expect(await world.rows()).toMatchObject([{ status: 'FAILED', attempts: 2, reason: 'EENVELOPE 550' }]);
    expect(world.logged).toHaveLength(2);
    expect(JSON.stringify(world.logged)).not.toMatch(/customer\.example|10\.00/);
  });

  it('are tried for about a day while the server is away, and then given up', async () => {
    await server.close();
    await world.happen(receiptOf(anAccount(), world.clock.now));
    const room = smtp();
    const began = world.clock.now.getTime();
    await room.sendDue();
    for (let [due] = await world.due(); due !== undefined; [due] = await world.due()) {
      world.clock.now = due;
      await room.sendDue();
    }
    expect(await world.rows()).toMatchObject([{ status: 'FAILED', attempts: 7 }]);
    const hours = (world.clock.now.getTime() - began) / HOUR;
    expect(Math.round(hours)).toBe(21);
    server = await startMailServer();
  });

  it('are skipped for who has no address, does not want them, or would get old news', async () => {
    const room = smtp();
    const [without, unwanted, old] = [anAccount(), anAccount(), anAccount()];
    world.address = undefined;
    await world.happen(receiptOf(without, world.clock.now));
    await room.sendDue();
    world.address = 'anna@customer.example';
    await room.emails.setPreference(unwanted, { kind: 'RECEIPT', isWanted: false });
    await world.happen(receiptOf(unwanted, world.clock.now));
    await room.sendDue();
    await world.happen(receiptOf(old, world.clock.now));
    world.pass(DAY + 1);
    await room.sendDue();
    expect(server.received).toEqual([]);
    expect((await world.rows()).map(({ status, reason }) => `${status} ${reason}`).toSorted()).toEqual([
      'SKIPPED NO_ADDRESS',
      'SKIPPED TOO_OLD',
      'SKIPPED UNWANTED',
    ]);
    await room.emails.setPreference(unwanted, { kind: 'RECEIPT', isWanted: true });
    await world.happen(receiptOf(unwanted, world.clock.now));
    await room.sendDue();
    expect(server.received).toHaveLength(1);
  });

  it('about keys are ten a day and account, however many keys are made', async () => {
    const [accountId, other] = [anAccount(), anAccount()];
    const key = (account: string): NewEmail => ({
      accountId: account,
      type: 'api_key.created',
      data: { name: 'Robot', prefix: 'tg_ab12' },
      occurredAt: world.clock.now,
    });
    await world.happen(...Array.from({ length: 25 }, () => key(accountId)), key(other));
    const room = smtp();
    while (await room.sendDue());
    expect(server.received).toHaveLength(11);
    expect((await world.rows()).filter(({ reason }) => reason === 'TOO_MANY')).toHaveLength(15);
    await world.happen(receiptOf(accountId, world.clock.now));
    await room.sendDue();
    expect(server.received).toHaveLength(12);
    world.pass(DAY);
    await world.happen(key(accountId));
    await room.sendDue();
    expect(server.received).toHaveLength(13);
  });

  it('never go where an address does not end', async () => {
    world.address = 'anna@customer.example, eve@elsewhere.example\r\nBcc: eve@elsewhere.example';
    await world.happen(receiptOf(anAccount(), world.clock.now));
    await smtp().sendDue();
    const recipients = server.received.flatMap((mail) => mail.recipients);
    expect(recipients).not.toContain('eve@elsewhere.example');
  });

  it('are not handed to a server without TLS, or with a wrong password, and the password is in no log', async () => {
    const login = { user: 'shop', password: 'p@ss:wörd' };
    const guarded = await startMailServer({ login });
    await world.happen(receiptOf(anAccount(), world.clock.now));
    await world.room({ kind: 'smtp', url: guarded.url, from: FROM, requiresTls: true }).sendDue();
    expect(guarded.received).toEqual([]);
    world.pass(MINUTE);
    await smtp(guarded.url.replace('shop', 'shoq')).sendDue();
    expect(guarded.received).toEqual([]);
    world.pass(5 * MINUTE);
    await smtp(guarded.url).sendDue();
    expect(guarded.received).toHaveLength(1);
    expect(JSON.stringify(world.logged)).not.toContain('ss:w');
    expect(world.logged).toHaveLength(2);
    await guarded.close();
  });

  it('are forgotten after 30 days', async () => {
    await world.happen(receiptOf(anAccount(), world.clock.now));
    const room = smtp();
    await room.sendDue();
    world.pass(30 * DAY);
    await room.prune();
    expect(await world.rows()).toHaveLength(1);
    world.pass(1);
    expect(await room.prune()).toBe(false);
    expect(await world.rows()).toEqual([]);
  });

  it('are kept to be looked at where no server is configured, and sent nowhere where they are off', async () => {
    const accountId = anAccount();
    await world.happen(receiptOf(accountId, world.clock.now));
    const off = world.room({ kind: 'off' });
    expect(await off.sendDue()).toBe(false);
    expect(off.kept).toBeUndefined();
    expect(await world.rows()).toMatchObject([{ status: 'PENDING', attempts: 0 }]);
    const keeping = world.room({ kind: 'kept' });
    await keeping.sendDue();
    const [email, ...more] = (await keeping.kept?.newest()) ?? [];
    expect(more).toEqual([]);
    expect(email).toMatchObject({ accountId, to: 'anna@customer.example', subject: 'Receipt: 10.00 USD' });
    expect(await keeping.kept?.find(accountId, email?.id ?? '')).toEqual(email);
    expect(await keeping.kept?.find(anAccount(), email?.id ?? '')).toBeUndefined();
  });
});
