import { describe, expect, it } from '@jest/globals';
import {
  decideRead,
  isAskedAgain,
  type Lineage,
  type Mark,
  type ReadNeed,
  type ReplicaState,
} from '../../../src/database/replica/decide-read.ts';

const LINEAGE: Lineage = { system: '7301', timeline: 3, database: 16_385 };
const BEGAN = Date.UTC(2026, 10, 30);

/** One a second, each a hundred bytes further. */
const markAt = (second: number, lineage = LINEAGE): Mark => ({
  lineage,
  position: BigInt(second) * 100n,
  at: new Date(BEGAN + second * 1_000),
  tick: second * 1_000,
});
const MARKS = Array.from({ length: 11 }, (_, second) => markAt(second));

const standby = (replayed: bigint | null, lineage = LINEAGE): ReplicaState => ({ isStandby: true, lineage, replayed });
const recent = (longestMilliseconds: number, notBefore?: Date): ReadNeed => ({
  ...{ kind: 'RECENT', longestMilliseconds, notBefore, tick: 10_000 },
});
const BEHIND = { where: 'PRIMARY', because: 'BEHIND' };

describe('where a read is answered', () => {
  it('is the replica when it has reached a moment that is recent enough', () => {
    expect(decideRead(standby(700n), MARKS, recent(3_000))).toEqual({ where: 'REPLICA', asOf: markAt(7).at });
    expect(decideRead(standby(799n), MARKS, recent(3_000))).toEqual({ where: 'REPLICA', asOf: markAt(7).at });
    expect(decideRead(standby(5_000n), MARKS, recent(0))).toEqual({ where: 'REPLICA', asOf: markAt(10).at });
  });

  it('is the primary when it has not, to the byte and the millisecond', () => {
    expect(decideRead(standby(699n), MARKS, recent(3_000))).toEqual(BEHIND);
    expect(decideRead(standby(700n), MARKS, recent(2_999))).toEqual(BEHIND);
    expect(decideRead(standby(null), MARKS, recent(3_000))).toEqual(BEHIND);
    expect(decideRead(standby(700n), [], recent(3_000))).toEqual(BEHIND);
  });

  it('is the primary when something has to be there that the replica is not known to have', () => {
    expect(decideRead(standby(700n), MARKS, recent(9_000, markAt(7).at))).toMatchObject({ where: 'REPLICA' });
    expect(decideRead(standby(700n), MARKS, recent(9_000, new Date(markAt(7).at.getTime() + 1)))).toEqual(BEHIND);
  });

  it('is the replica for everything up to a mark once it is replayed, however old it is', () => {
    const through: ReadNeed = { kind: 'THROUGH', mark: markAt(5) };
    expect(decideRead(standby(500n), [], through)).toEqual({ where: 'REPLICA', asOf: markAt(5).at });
    expect(decideRead(standby(499n), MARKS, through)).toEqual(BEHIND);
  });

  it('is the primary beside a server that is no standby, or of other books', () => {
    const through: ReadNeed = { kind: 'THROUGH', mark: markAt(5) };
    for (const need of [recent(60_000), through]) {
      const promoted = { ...standby(9_000n), isStandby: false };
      expect(decideRead(promoted, MARKS, need)).toEqual({ where: 'PRIMARY', because: 'NO_STANDBY' });
      for (const other of [{ system: '7302' }, { timeline: 2 }, { timeline: 4 }, { database: 16_386 }]) {
        const state = standby(9_000n, { ...LINEAGE, ...other });
        expect(decideRead(state, MARKS, need)).toEqual({ where: 'PRIMARY', because: 'OTHER_DATABASE' });
      }
    }
  });

  it('takes no mark of before a failover for one of after it', () => {
    const promoted = { ...LINEAGE, timeline: 4 };
    const marks = [...MARKS, markAt(11, promoted)];
    expect(decideRead(standby(1_050n), marks, recent(60_000))).toMatchObject({ because: 'OTHER_DATABASE' });
    expect(decideRead(standby(1_050n, promoted), marks, recent(60_000))).toEqual(BEHIND);
    expect(decideRead(standby(1_100n, promoted), marks, recent(60_000))).toMatchObject({ where: 'REPLICA' });
  });
});

describe('what failed at the replica', () => {
  it('is asked of the primary when rows were taken away under it, or nobody answered', () => {
    for (const code of ['40001', '40P01', '57P01', '57P03', '53300', '28P01', '42P01', 'ECONNREFUSED', undefined]) {
      expect(isAskedAgain(code)).toBe(true);
    }
  });

  it('is not when it took too long, or would have written', () => {
    for (const code of ['57014', '25006']) expect(isAskedAgain(code)).toBe(false);
  });
});
