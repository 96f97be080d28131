// What the log of requests asks of other rooms: generations under way, and how long each account may look back.
import type { Accounts } from '../accounts/index.ts';
import type { Catalog } from '../catalog/index.ts';
import type { Configuration } from '../config/index.ts';
import type { Generations } from '../generation/index.ts';
import {
  createRequests,
  type Kept,
  type RequestedGenerations,
  type RequestRoom,
  type RequestServices,
} from '../requests/index.ts';
import type { OpenedDatabase } from './open-database.ts';
import type { Shutdown } from './shutdown.ts';

/** Accounts of one round of pruning. */
const ACCOUNTS_AT_ONCE = 500;
const DAY_MILLISECONDS = 86_400_000;

interface Composing extends Looking {
  readonly configuration: Pick<Configuration, 'requestLog'>;
  readonly opened: Pick<OpenedDatabase, 'database'>;
  readonly shutdown: Shutdown;
  readonly log: RequestServices['log'];
}

/** Its last lines are written when everything that answers has stopped. */
export function composeRequests(composing: Composing, generations: () => Generations): RequestRoom {
  const { configuration, opened, shutdown, log } = composing;
  const room = createRequests({
    ...{ database: opened.database, log, share: configuration.requestLog },
    generations: requestedGenerations(generations),
    keptOf: (after) => keptOf(composing, after),
  });
  shutdown.add('the log of requests', () => room.stop());
  return room;
}

/** The room of generations is made later: it writes into the log. */
function requestedGenerations(generations: () => Generations): RequestedGenerations {
  return {
    open: (page) => generations().openRequests(page),
    countOpen: (accountId, filter) => generations().countOpenRequests(accountId, filter),
    purge: (accountId, id) => generations().purge(accountId, id),
  };
}

interface Looking {
  readonly accounts: Accounts;
  readonly catalog: Pick<Catalog, 'plan'>;
  readonly now: () => Date;
}

/** Of an account whose plan is not sold any more, nothing is deleted: nobody knows how far it may look back. */
async function keptOf({ accounts, catalog, now }: Looking, after: string | undefined): Promise<Kept[]> {
  const found = await accounts.page(after, ACCOUNTS_AT_ONCE);
  return found.map(({ id, planId }) => {
    const days = catalog.plan(planId)?.auditWindowDays;
    return { accountId: id, since: new Date(days === undefined ? 0 : now().getTime() - days * DAY_MILLISECONDS) };
  });
}
