// Whether the server of DATABASE_READ_URL is a standby of this database that follows closely enough.
import type { ReplicaConfiguration } from '../../../config/index.ts';
import { type Database, type ExaminedReplica, examineReplica } from '../../../database/index.ts';
import { withAdvice } from '../../database-advice.ts';
import { type Finding, findingsOf } from './finding.ts';

const { ok, warning, problem } = findingsOf('replica');

/** Nobody wants to wait longer for a doctor. */
const MOST_PATIENCE_MILLISECONDS = 5_000;

export async function checkReplica(primary: Database, { url, lagSeconds }: ReplicaConfiguration): Promise<Finding[]> {
  if (primary.sharding !== undefined) {
    const advice = 'Take DATABASE_READ_URL away: how far its nodes are is not known from one of them.';
    return [warning('the database is distributed, and DATABASE_READ_URL is not read', advice)];
  }
  const patienceMilliseconds = Math.min(lagSeconds * 1_000, MOST_PATIENCE_MILLISECONDS);
  const examining = { primary, url, patienceMilliseconds };
  const examined = await withAdvice('DATABASE_READ_URL', () => examineReplica(examining));
  return [decideReplica(examined, patienceMilliseconds / 1_000)];
}

function decideReplica(examined: ExaminedReplica, patienceSeconds: number): Finding {
  switch (examined.kind) {
    case 'FOLLOWS':
      return ok(
        `a standby of this database, which had everything within ${examined.seconds.toLocaleString('en', { maximumFractionDigits: 1 })} s`,
      );
    case 'BEHIND':
      return warning(
        `a standby of this database, which lacked ${examined.bytes} bytes of the log after ${patienceSeconds} s`,
        'Beyond DATABASE_READ_LAG_SECONDS, the primary is read in its place. Look at pg_stat_replication at the primary, and whether replay is paused.',
      );
    case 'NO_STANDBY':
      return problem(
        'the server of DATABASE_READ_URL is no standby, and is not read',
        'Name a hot standby of the server of DATABASE_URL, or take the variable away.',
      );
    case 'OTHER_DATABASE':
      return problem(
        'the server of DATABASE_READ_URL is a standby of another database, or follows a primary that was replaced, and is not read',
        'Name a standby of the server of DATABASE_URL. After a failover it is known to follow the new primary once it has replayed a checkpoint (CHECKPOINT at the primary, then at the standby).',
      );
    default:
      return examined satisfies never;
  }
}
