// Announcements as rows.
import { type RowOf, type Sql, withoutNulls } from '../../database/index.ts';
import type { AnnouncedAnomaly } from '../usage.ts';
import type { AnnouncementTables, AnomalyEntity } from './entities.ts';

/** What is found is compared with this much of what was announced before. */
const COMPARED_MILLISECONDS = 30 * 86_400_000;
const MOST_COMPARED = 1_000;

type Row = RowOf<typeof AnomalyEntity>;

const toAnnounced = ({ accountId: _, ...announced }: Row): AnnouncedAnomaly => announced;

export async function readAnnounced(sql: Sql, accountId: string, now: Date): Promise<AnnouncedAnomaly[]> {
  const rows = await sql
    .tables<AnnouncementTables>()
    .selectFrom('anomaly')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('announcedAt', '>', new Date(now.getTime() - COMPARED_MILLISECONDS))
    .orderBy('number', 'desc')
    .limit(MOST_COMPARED)
    .execute();
  return rows.map(withoutNulls).map(toAnnounced);
}

export interface AnnouncedAfter {
  readonly accountId: string;
  readonly number: number;
  /** What was announced before is passed over. */
  readonly announcedFrom: Date;
}

/** The next one. */
export async function readNextAnnounced(sql: Sql, after: AnnouncedAfter): Promise<AnnouncedAnomaly | undefined> {
  const row = await sql
    .tables<AnnouncementTables>()
    .selectFrom('anomaly')
    .selectAll()
    .where('accountId', '=', after.accountId)
    .where('number', '>', after.number)
    .where('announcedAt', '>=', after.announcedFrom)
    .orderBy('number')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : toAnnounced(withoutNulls(row));
}

/** The number of the last one; 0: there was none. */
export async function readLastNumber(sql: Sql, accountId: string): Promise<number> {
  const watch = await sql
    .tables<AnnouncementTables>()
    .selectFrom('anomaly_watch')
    .select('announced')
    .where('accountId', '=', accountId)
    .executeTakeFirst();
  return watch?.announced ?? 0;
}

export async function addAnnounced(sql: Sql, accountId: string, announced: readonly AnnouncedAnomaly[]): Promise<void> {
  const rows = announced.map(({ apiKeyId, evidence, ...one }) => ({
    ...one,
    accountId,
    apiKeyId: apiKeyId ?? null,
    evidence: [...evidence],
  }));
  await sql.tables<AnnouncementTables>().insertInto('anomaly').values(rows).execute();
}

/** Words of anomalies have the names of keys in them. Numbers go on from where they were. How many there were. */
export async function eraseAnomalies(sql: Sql, accountId: string): Promise<number> {
  const anomalies = sql.tables<AnnouncementTables>().deleteFrom('anomaly').where('accountId', '=', accountId);
  return Number((await anomalies.executeTakeFirst()).numDeletedRows);
}
