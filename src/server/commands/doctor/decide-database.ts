// Is a PostgreSQL set up for a ledger? Purely from what it says of itself.
import { type Finding, findingsOf } from './finding.ts';

const { ok, warning, problem } = findingsOf('database');

/** As the gateway's own connections see it: settings may differ from role to role. */
export interface DatabaseFacts {
  /** `server_version_num`: 170010 is 17.10. */
  readonly version: number;
  readonly encoding: string;
  readonly fsync: string;
  readonly synchronousCommit: string;
  readonly fullPageWrites: string;
  readonly timeZone: string;
  readonly isolation: string;
  readonly isReadOnly: boolean;
  /** It follows another server, and takes no writes. */
  readonly isStandby: boolean;
  /** Whether a setting that came with the connection holds: poolers may drop it. */
  readonly keepsSettings: boolean;
  /** Milliseconds; 0: none. */
  readonly statementTimeout: number;
  /** What the role may open at most: of the server, the database and the role the least. */
  readonly mostConnections: number;
  readonly openConnections: number;
  /** What one gateway opens at most. */
  readonly ofOneGateway: number;
}

/** 15: `NULLS NOT DISTINCT` and what else the migrations use. */
const OLDEST_VERSION = 150_000;
const OLDEST = 15;
/** A batch of the ledger takes milliseconds, the first migration of a large database minutes. */
const SHORTEST_STATEMENT_MILLISECONDS = 10_000;
const MEMORY =
  'On Linux with glibc, give it MALLOC_TRIM_THRESHOLD_=33554432 and MALLOC_TOP_PAD_=1048576 in its environment, which ' +
  'cannot be seen from here: its processes then keep the memory of a batch instead of asking for it again.';

export function decideDatabase(facts: DatabaseFacts): Finding[] {
  const found = [...ofServer(facts), ...ofDurability(facts), ...ofConnections(facts)];
  const words = `PostgreSQL ${majorOf(facts.version)}, ${facts.encoding}, commits are on disk before they are answered, time zone ${facts.timeZone}`;
  return found.some(({ state }) => state === 'problem') ? found : [ok(words, MEMORY), ...found];
}

/** 170010 -> 17 */
const majorOf = (version: number): number => (version - (version % 10_000)) / 10_000;

function ofServer(facts: DatabaseFacts): Finding[] {
  const { version, encoding, isStandby, isReadOnly, isolation, keepsSettings, statementTimeout } = facts;
  return [
    version < OLDEST_VERSION
      ? problem(`PostgreSQL ${majorOf(version)} is older than ${OLDEST}`, `Use ${OLDEST} or newer.`)
      : undefined,
    encoding === 'UTF8'
      ? undefined
      : problem(
          `the encoding is ${encoding}`,
          "Prompts are in every script: create the database with ENCODING 'UTF8' (and TEMPLATE template0).",
        ),
    isStandby
      ? problem('this server is a standby and takes no writes', 'Name the primary in DATABASE_URL.')
      : undefined,
    isReadOnly && !isStandby
      ? problem('transactions are read-only', 'Take default_transaction_read_only away from role and database.')
      : undefined,
    isolation === 'read committed'
      ? undefined
      : problem(
          `default_transaction_isolation is ${isolation}`,
          "The ledger's locks are made for read committed: take the setting away from role and database.",
        ),
    keepsSettings
      ? undefined
      : problem(
          'a pooler between gateway and PostgreSQL drops what comes with a connection',
          'Notifications and prepared statements need a session: use session pooling, or the address of the server itself.',
        ),
    statementTimeout > 0 && statementTimeout < SHORTEST_STATEMENT_MILLISECONDS
      ? warning(
          `statement_timeout is ${statementTimeout} ms`,
          `Reports and migrations take longer: set 0, or ${SHORTEST_STATEMENT_MILLISECONDS} and more, for the roles of the gateway.`,
        )
      : undefined,
  ].filter((finding) => finding !== undefined);
}

function ofDurability({ fsync, synchronousCommit, fullPageWrites }: DatabaseFacts): Finding[] {
  const off = problem;
  return [
    fsync === 'on' ? undefined : off('fsync is off', 'A crash of the machine can destroy the books: set fsync = on.'),
    fullPageWrites === 'on'
      ? undefined
      : off(
          'full_page_writes is off',
          'A crash of the machine can tear pages of the books: set full_page_writes = on.',
        ),
    synchronousCommit === 'off'
      ? off(
          'synchronous_commit is off',
          'What was answered can be lost, and with it who paid: set synchronous_commit = on for server, database and role.',
        )
      : undefined,
  ].filter((finding) => finding !== undefined);
}

function ofConnections({ mostConnections, openConnections, ofOneGateway }: DatabaseFacts): Finding[] {
  if (mostConnections < ofOneGateway) {
    return [
      problem(
        `at most ${mostConnections} connections are allowed, and one gateway opens up to ${ofOneGateway}`,
        `Raise max_connections (or the limit of role or database) to ${ofOneGateway} for each gateway, and one more to update.`,
      ),
    ];
  }
  if (mostConnections - openConnections >= ofOneGateway) return [];
  return [
    warning(
      `${openConnections} of ${mostConnections} connections are open: another gateway, which opens up to ${ofOneGateway}, may not fit`,
      'A rolling update needs room for one more gateway: raise max_connections.',
    ),
  ];
}
