// Who is sent to next, when there are fewer free places than deliveries. A receiver that answers slowly holds places: how
// many one lane and one account may hold is bounded, so that some are always left for the others.

interface Candidate {
  readonly accountId: string;
  readonly targetId: string;
}

/** Deliveries at once in one process. */
export interface Bounds {
  readonly overall: number;
  readonly perAccount: number;
  readonly perLane: number;
}

export interface Share<Lane> {
  readonly lane: Lane;
  readonly most: number;
}

/** `underWay`: the lanes of the deliveries that are being made. In the order given, until the places are used up. */
export function decideShares<Lane extends Candidate>(
  lanes: readonly Lane[],
  underWay: readonly Candidate[],
  bounds: Bounds,
): Share<Lane>[] {
  const shares: Share<Lane>[] = [];
  const held = new Map<string, number>();
  const heldBy = (key: string): number => held.get(key) ?? 0;
  const hold = ({ accountId, targetId }: Candidate, places: number): void => {
    for (const key of [ALL, accountId, laneKey(accountId, targetId)]) held.set(key, heldBy(key) + places);
  };
  for (const one of underWay) hold(one, 1);
  for (const lane of lanes) {
    const { accountId, targetId } = lane;
    const most = Math.min(
      bounds.overall - heldBy(ALL),
      bounds.perAccount - heldBy(accountId),
      bounds.perLane - heldBy(laneKey(accountId, targetId)),
    );
    if (most <= 0) continue;
    shares.push({ lane, most });
    hold(lane, most);
  }
  return shares;
}

const ALL = 'all';
const laneKey = (accountId: string, targetId: string): string => `${accountId} ${targetId}`;
