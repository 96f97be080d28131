import { describe, expect, it } from '@jest/globals';
import { decideShares } from '../../src/webhooks/decide/decide-shares.ts';

const lane = (accountId: string, targetId: string) => ({ accountId, targetId });
const BOUNDS = { overall: 10, perAccount: 6, perLane: 4 };

const sharesOf = (lanes: ReturnType<typeof lane>[], underWay: ReturnType<typeof lane>[] = []): string[] =>
  decideShares(lanes, underWay, BOUNDS).map((share) => `${share.lane.targetId} ${share.most}`);

describe('the places of a dispatcher', () => {
  it('go to each lane up to its bound', () => {
    expect(sharesOf([lane('a', 'a1'), lane('b', 'b1')])).toEqual(['a1 4', 'b1 4']);
  });

  it('are not all taken by one account, however many lanes it has', () => {
    expect(sharesOf([lane('a', 'a1'), lane('a', 'a2'), lane('a', 'a3'), lane('b', 'b1')])).toEqual([
      'a1 4',
      'a2 2',
      'b1 4',
    ]);
  });

  it('count what is under way: a lane whose receiver is slow gets no more', () => {
    const slow = Array.from({ length: 4 }, () => lane('a', 'a1'));
    expect(sharesOf([lane('a', 'a1'), lane('a', 'a2'), lane('b', 'b1')], slow)).toEqual(['a2 2', 'b1 4']);
  });

  it('end with the process: what does not fit waits', () => {
    expect(sharesOf(['a', 'b', 'c', 'd'].map((each) => lane(each, each)))).toEqual(['a 4', 'b 4', 'c 2']);
  });
});
