// The room's door: connection, transactions, ids and migrations.
export { plainArray, textArray } from './arrays.ts';
export {
  dates,
  digests,
  int2s,
  int4s,
  int8s,
  jsonbs,
  jsons,
  texts,
  timestamptzs,
  uuids,
} from './binary-arrays.ts';
export { columnsOf } from './columns.ts';
export { compareMigrations, type MigrationState } from './compare-migrations.ts';
export { connectDatabase, type Database } from './connection.ts';
export { CommitUnknownError, errorCode, isDatabaseAway, isDatabaseUnavailable } from './database-errors.ts';
export { distribute, NotDistributableError } from './distribute/distribute.ts';
export { rebalance } from './distribute/rebalance.ts';
export { type AddressWay, type ExaminedAddress, examineAddress } from './examine-address.ts';
export { type FollowOptions, follow, type Step } from './follow.ts';
export { firstIdAt, fromPublicId, type IdPrefix, nameBasedId, newId, toPublicId } from './ids.ts';
export { joinListeners } from './join-listeners.ts';
export { createListener, type Listener, type ListenerOptions } from './listen.ts';
export { mergeStatements, type StatementPart } from './merge-statements.ts';
export { type MigrationProgress, migrate } from './migrate.ts';
export type { Pipeline, PlainValue, Statement } from './pipeline.ts';
export { PLANNER_SETTINGS } from './planner-settings.ts';
export { CONNECTIONS_OF_A_GATEWAY, type ConnectionOptions, type Pooler } from './pools.ts';
export { GENERIC_PLANS, PLANS_AS_USUAL, prepared } from './prepared.ts';
export { type ExaminedReplica, examineReplica } from './replica/examine-replica.ts';
export { openReplica, type Replica, type ReplicaOptions } from './replica/open-replica.ts';
export { type Dated, primaryReads, type Read, type ReadReason, type Reads } from './replica/reads.ts';
export { ApplicationRoleError } from './roles/application-role-error.ts';
export { examineRole } from './roles/examine-role.ts';
export { roleOf } from './roles/role-of.ts';
export { type RowOf, type StoredRow, type WithoutNulls, withoutNulls } from './rows.ts';
export {
  askEachShard,
  askShards,
  byShard,
  shardOf,
  shardsBetween,
  shardsOf,
  takeFromShards,
  takeInTurn,
} from './shards/ask-shards.ts';
export { hashId } from './shards/hash-id.ts';
export type { Sends, Shard, Sql, TablesOf, Transaction, Transactional } from './sql.ts';
