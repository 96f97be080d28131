// Which rooms a key can use: the others are not shown to it.
import type { Scope } from '../gql/graphql.ts';

export interface Room {
  readonly path: string;
  readonly name: string;
  /** Any of these will do. */
  readonly scopes: readonly Scope[];
}

export interface RoomGroup {
  readonly title: string;
  readonly rooms: readonly Room[];
}

const READS_ACCOUNT: readonly Scope[] = ['ACCOUNT_READ'];
const GENERATES: readonly Scope[] = ['GENERATION_WRITE'];
const OPERATES: readonly Scope[] = ['OPERATOR'];

const ROOM_GROUPS: readonly RoomGroup[] = [
  {
    title: 'Account',
    rooms: [
      { path: '/', name: 'Overview', scopes: READS_ACCOUNT },
      { path: '/generate', name: 'Playground', scopes: GENERATES },
      { path: '/generations', name: 'Generations', scopes: ['GENERATION_READ'] },
      { path: '/requests', name: 'Requests', scopes: READS_ACCOUNT },
      { path: '/transactions', name: 'Transactions', scopes: READS_ACCOUNT },
      { path: '/usage', name: 'Usage', scopes: READS_ACCOUNT },
      { path: '/billing', name: 'Billing', scopes: READS_ACCOUNT },
      { path: '/keys', name: 'API keys', scopes: READS_ACCOUNT },
      { path: '/webhooks', name: 'Webhooks', scopes: READS_ACCOUNT },
      { path: '/anomalies', name: 'Anomalies', scopes: READS_ACCOUNT },
    ],
  },
  {
    title: 'Operator',
    rooms: [
      { path: '/operator', name: 'Accounts', scopes: OPERATES },
      { path: '/operator/figures', name: 'Figures', scopes: OPERATES },
      { path: '/operator/work', name: 'Open cases', scopes: OPERATES },
      { path: '/operator/prices', name: 'Prices', scopes: OPERATES },
      { path: '/operator/audit', name: 'Audit log', scopes: OPERATES },
    ],
  },
];

export function roomsOf(scopes: readonly Scope[]): RoomGroup[] {
  const mayUse = (room: Room): boolean => room.scopes.some((scope) => scopes.includes(scope));
  return ROOM_GROUPS.map(({ title, rooms }) => ({ title, rooms: rooms.filter(mayUse) })).filter(
    ({ rooms }) => rooms.length > 0,
  );
}
