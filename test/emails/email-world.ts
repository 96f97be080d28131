// A fresh database, an account with an address, and rooms that send as gateways do.
import { connectDatabase, type Database, newId } from '../../src/database/index.ts';
import {
  createEmails,
  type EmailConfiguration,
  type EmailRoom,
  type NewEmail,
  recordEmails,
} from '../../src/emails/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { createTestDatabase } from '../support/postgres.ts';

export interface EmailWorld {
  readonly url: string;
  readonly database: Database;
  readonly clock: { now: Date };
  readonly logged: Record<string, unknown>[];
  /** Of every account; undefined: it has none. */
  address: string | undefined;
  room(configuration: EmailConfiguration): EmailRoom;
  /** Commits what happened. */
  happen(...emails: NewEmail[]): Promise<void>;
  pass(milliseconds: number): void;
  rows(): Promise<EmailRow[]>;
  /** When the next attempts are. */
  due(): Promise<Date[]>;
  close(): Promise<void>;
}

export interface EmailRow {
  readonly status: string;
  readonly attempts: number;
  readonly reason: string | null;
  readonly recipient: string | null;
}

export const FROM = 'Pictures, Inc. <billing@shop.example>';

export async function createEmailWorld(): Promise<EmailWorld> {
  const own = await createTestDatabase();
  const database = await connectDatabase({ url: own.url, orm: ormConfig });
  const clock = { now: new Date('2026-11-30T12:00:00Z') };
  const logged: Record<string, unknown>[] = [];
  const rooms: EmailRoom[] = [];
  const world: EmailWorld = {
    url: own.url,
    database,
    clock,
    logged,
    address: 'anna@customer.example',
    room: (configuration) => {
      const room = createEmails({
        ...{ configuration, database },
        addresseeOf: async () => ({ name: 'Anna & Söhne <b>', email: world.address, timeZone: 'Europe/Berlin' }),
        creditNoun: () => ({ one: 'credit', many: 'credits' }),
        publicUrl: () => 'https://gateway.example',
        now: () => clock.now,
        log: (event, details) => logged.push({ event, ...details }),
      });
      rooms.push(room);
      return room;
    },
    happen: (...emails) => database.transaction(async (tx) => recordEmails(tx, emails)),
    pass: (milliseconds) => {
      clock.now = new Date(clock.now.getTime() + milliseconds);
    },
    rows: () =>
      database.rows<EmailRow>('select status, attempts, reason, recipient from email order by created_at, id'),
    due: async () => {
      const rows = await database.rows<{ due: Date }>(
        'select next_attempt_at as due from email where next_attempt_at is not null order by 1',
      );
      return rows.map(({ due }) => due);
    },
    close: async () => {
      for (const room of rooms) room.close();
      await database.close();
      await own.drop();
    },
  };
  return world;
}

export const receiptOf = (accountId: string, occurredAt: Date): NewEmail => ({
  accountId,
  type: 'purchase.paid',
  data: {
    purchaseId: 'pur_1',
    credits: '10',
    price: { amount: '10.00', currency: 'USD' },
    paidAt: '2026-11-30T12:00:00.000Z',
  },
  occurredAt,
});

export const anAccount = (): string => newId();
