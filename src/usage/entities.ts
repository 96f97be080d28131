// An index of the ledger, written after the fact: transactions never change, so a block of them that is full can be indexed for good,
// and no charge waits for it. Sequences of a block are offsets in it, so a row costs two bytes of an index.
import { defineEntity, p } from '@mikro-orm/postgresql';
import type { TransactionType } from '../ledger/index.ts';
import { announcementEntities } from './announce/entities.ts';

/** What transactions are looked for by: each combination that an account has. */
const HistoryKindEntity = defineEntity({
  name: 'HistoryKind',
  tableName: 'history_kind',
  properties: {
    accountId: p.uuid().primary(),
    /** Numbered from 1 per account. */
    kind: p.integer().primary(),
    type: p.text().$type<TransactionType>(),
    /** Of its generation. */
    model: p.text().nullable(),
    apiKeyId: p.uuid().nullable(),
    description: p.text().nullable(),
  },
});

/** Which transactions of a block are of a kind. */
const HistoryPostingEntity = defineEntity({
  name: 'HistoryPosting',
  tableName: 'history_posting',
  properties: {
    accountId: p.uuid().primary(),
    kind: p.integer().primary(),
    block: p.integer().primary(),
    /** How many of the kind come before this block. */
    before: p.bigint(),
    offsets: p.type('smallint[]').columnType('smallint[]').$type<number[]>(),
  },
});

/** Of a block's transactions the earliest and the latest: gateways have clocks of their own. */
const HistoryBlockEntity = defineEntity({
  name: 'HistoryBlock',
  tableName: 'history_block',
  properties: {
    accountId: p.uuid().primary(),
    block: p.integer().primary(),
    firstAt: p.datetime(3),
    lastAt: p.datetime(3),
  },
});

/** How many blocks of an account are indexed. */
const HistoryIndexEntity = defineEntity({
  name: 'HistoryIndex',
  tableName: 'history_index',
  properties: { accountId: p.uuid().primary(), blocks: p.integer().default(0) },
});

export const usageEntities = [
  HistoryKindEntity,
  HistoryPostingEntity,
  HistoryBlockEntity,
  HistoryIndexEntity,
  ...announcementEntities,
];
