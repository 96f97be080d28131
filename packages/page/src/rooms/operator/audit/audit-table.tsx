// Who did what to whom, why, and what it was before and after.
import { Link } from 'react-router';
import type { ResultOf } from '../../../data/result-of.ts';
import type { OperatorActionKind } from '../../../gql/graphql.ts';
import { inWords } from '../../../look/badge.tsx';
import { Credits } from '../../../look/credits.tsx';
import { Moment } from '../../../look/moment.tsx';
import type { Column } from '../../../look/table.tsx';
import { Paged } from '../paged.tsx';
import { AUDIT_LOG } from './documents.ts';

type Row = ResultOf<typeof AUDIT_LOG>['auditLog']['nodes'][number];

export interface AuditFilter {
  readonly accountId?: string;
  readonly operatorKeyId?: string;
  readonly action?: OperatorActionKind;
  readonly from?: string;
  readonly to?: string;
}

const COLUMNS: readonly Column<Row>[] = [
  { name: 'When', show: ({ createdAt }) => <Moment at={createdAt} /> },
  { name: 'What', show: ({ action }) => inWords(action) },
  {
    name: 'To',
    show: ({ accountId, subject }) => (
      <>
        {accountId === null ? null : <Link to={`/operator/accounts/${accountId}`}>{accountId}</Link>}{' '}
        {subject === null ? null : <code className="small">{subject}</code>}
      </>
    ),
  },
  { name: 'Why', show: ({ reason }) => (reason === '' ? '–' : reason) },
  { name: 'Changed', show: ({ changes }) => <Changes changes={changes} /> },
  { name: 'Amount', isNumber: true, show: ({ amount }) => <Credits value={amount} signed /> },
  {
    name: 'Available',
    isNumber: true,
    show: ({ availableBefore, availableAfter }) =>
      availableBefore === null && availableAfter === null ? (
        '–'
      ) : (
        <>
          <Credits value={availableBefore} /> → <Credits value={availableAfter} />
        </>
      ),
  },
  { name: 'With the key', show: ({ operatorKeyId }) => <code className="small">{operatorKeyId}</code> },
];

function Changes({ changes }: Pick<Row, 'changes'>) {
  if (changes.length === 0) return '–';
  return changes.map(({ field, before, after }) => (
    <div key={field} className="small">
      {field}: {before ?? 'nothing'} → {after ?? 'nothing'}
    </div>
  ));
}

export function AuditTable({ filter }: { readonly filter: AuditFilter }) {
  return (
    <Paged
      document={AUDIT_LOG}
      variables={{ ...filter }}
      caption="Audit log, newest first"
      columns={COLUMNS}
      pick={({ auditLog }) => auditLog}
      keyOf={({ id }) => id}
      empty="Nothing that matches was done."
    />
  );
}
