// Sent files whose request ended without an answer, because a room threw or the process died, are removed once no request can still be
// under way with them. Several gateways may share the files: each looks at what the others left, too.
//
// A request that comes again writes its mark, then looks for the file. The sweep takes the file away, then looks at the mark. So one of
// them sees the other: the file is put back, or written anew.
import type { OutputPlace, OutputStore } from '../outputs/index.ts';
import { possibleNames } from '../outputs/index.ts';
import { decideSweep, UNFINISHED_MILLISECONDS } from './decide-sweep.ts';
import { nameIn } from './name-in.ts';
import type { Mark, MarkedRequest, RequestMarks } from './request-marks.ts';

/** Files that one round looks at, and left-overs that it removes, at most. */
const AT_ONCE = 200;

export interface SweepServices {
  readonly store: Pick<OutputStore, 'setAside' | 'pruneUnfinished'>;
  readonly marks: RequestMarks;
  /** What the generation of a request works from, as texts; undefined when there is none. */
  readonly textsOf: (request: MarkedRequest) => Promise<readonly string[] | undefined>;
}

/** One round; true when there may be more. By the clock of the files, which is this machine's. */
export async function sweepInputs(services: SweepServices, now: Date): Promise<boolean> {
  const { store, marks } = services;
  const limit = new Date(now.getTime() - UNFINISHED_MILLISECONDS);
  const old = await marks.before(limit, AT_ONCE);
  for (const mark of old) await sweep(services, mark, now);
  const pruned = await store.pruneUnfinished(limit, AT_ONCE);
  return old.length === AT_ONCE || pruned === AT_ONCE;
}

async function sweep(services: SweepServices, mark: Mark, now: Date): Promise<void> {
  const { store, marks } = services;
  const decision = decideSweep({ begunAt: mark.begunAt, isNamed: await isNamed(services, mark) }, now);
  if (decision === 'LEAVE') return;
  if (decision === 'IS_NAMED') {
    await marks.endUnlessAnew(mark);
    return;
  }
  const aside = await store.setAside(mark.place);
  // The mark is the last to go: who dies before finds it again.
  if (await marks.endUnlessAnew(mark)) await aside.remove();
  else await aside.putBack();
}

async function isNamed({ textsOf }: SweepServices, { place, request }: Mark): Promise<boolean> {
  // What cannot be read cannot be shown to be nobody's.
  if (request === undefined) return true;
  const names = namesAt(place);
  return (await textsOf(request))?.some((text) => names.has(nameIn(text))) === true;
}

const namesAt = ({ secret, index }: OutputPlace): ReadonlySet<string> => new Set(possibleNames(secret, index));
