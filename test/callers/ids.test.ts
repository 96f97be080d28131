import { describe, expect, it } from '@jest/globals';
import { fromPublicId, lotId, modelId, readId, toPublicId, transactionId } from '../../src/callers/ids.ts';
import { ACCOUNT_ID } from '../graphql/open-edge.ts';

describe('public ids', () => {
  it('carry the kind of thing and its uuid', () => {
    const id = toPublicId('gen', ACCOUNT_ID);
    expect(id).toMatch(/^gen_[0-9a-z]{26}$/);
    expect(fromPublicId('gen', id)).toBe(ACCOUNT_ID);
    expect(fromPublicId('key', id)).toBeUndefined();
  });

  it('are read back by what they name', () => {
    expect(readId(toPublicId('acct', ACCOUNT_ID))).toEqual({ kind: 'account', uuid: ACCOUNT_ID });
    expect(readId(toPublicId('key', ACCOUNT_ID))).toEqual({ kind: 'apiKey', uuid: ACCOUNT_ID });
    expect(readId(toPublicId('pur', ACCOUNT_ID))).toEqual({ kind: 'purchase', uuid: ACCOUNT_ID });
    expect(readId(transactionId(12n))).toEqual({ kind: 'transaction', sequence: 12n });
    expect(readId(lotId(3))).toEqual({ kind: 'lot', number: 3 });
    expect(readId(modelId('bfl/flux_2'))).toEqual({ kind: 'model', identifier: 'bfl/flux_2' });
  });

  it.each([
    '',
    'gen',
    'gen_',
    'gen_x',
    'gen_zzzzzzzzzzzzzzzzzzzzzzzzzz',
    'GEN_01h455vb4pex5vsknk084sn02q',
    'txn_0',
    'txn_-1',
    'txn_1.5',
    'txn_9223372036854775808',
    'lot_2147483648',
    'lot_one',
    'att_01h455vb4pex5vsknk084sn02q',
    "gen_' or 1=1",
  ])('%j names nothing', (text) => {
    expect(readId(text)).toBeUndefined();
  });
});
