// Whether this machine's clock agrees with others: quotes, leases, deadlines and signatures are compared across machines.
import type { Sql } from '../../../database/index.ts';
import { type Finding, findingsOf } from './finding.ts';

const { ok, warning, problem } = findingsOf('clock');

export interface OtherClock {
  /** `the database`. */
  readonly whose: string;
  readonly now: Date;
  /** When the question left, and when the answer was there. */
  readonly asked: Date;
  readonly answered: Date;
  /** Whole seconds in a header tell up to a second less. */
  readonly precisionMilliseconds: number;
}

/** Windows of request limits and leases are seconds long. */
const NOTABLE_MILLISECONDS = 2_000;
/** Signatures of webhooks are believed for five minutes: a minute off is a fifth of it. */
const HARMFUL_MILLISECONDS = 60_000;
const ADVICE = 'Let a time service (chrony, systemd-timesyncd, or that of the host) set the clocks of both.';

/** What cannot be explained by the way there and back counts. */
export function decideClock({ whose, now, asked, answered, precisionMilliseconds }: OtherClock): Finding {
  const ahead = asked.getTime() - (now.getTime() + precisionMilliseconds);
  const behind = now.getTime() - answered.getTime();
  const apart = Math.max(ahead, behind, 0);
  const direction = ahead > 0 ? 'ahead of' : 'behind';
  const seconds = (apart / 1_000).toLocaleString('en', { maximumFractionDigits: 1 });
  if (apart < NOTABLE_MILLISECONDS) {
    return ok(`this machine and ${whose} agree to within ${NOTABLE_MILLISECONDS / 1_000} s`);
  }
  const message = `this machine is ${seconds} s ${direction} ${whose}`;
  return apart < HARMFUL_MILLISECONDS ? warning(message, ADVICE) : problem(message, ADVICE);
}

export async function checkDatabaseClock(sql: Sql, clock: () => Date): Promise<Finding[]> {
  const asked = clock();
  const [row] = await sql.rows<{ now: Date }>('select clock_timestamp() as now');
  const answered = clock();
  if (row === undefined) throw new Error('the database does not know what time it is');
  return [decideClock({ whose: 'the database', now: row.now, asked, answered, precisionMilliseconds: 1 })];
}
