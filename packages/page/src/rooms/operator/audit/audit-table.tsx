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
  {
    name: 'What',
    show: ({ action, changes }) => (
      <>
        {inWords(action)}
        <Changes changes={changes} />
      </>
    ),
  },
  {
    name: 'To',
    show: ({ accountId, subject }) => (
      <>
        {accountId === null ? null : (
          <Link to={`/operator/accounts/${accountId}`}>
            <code className="small">{accountId}</code>
          </Link>
        )}{' '}
        {subject === null ? null : <code className="small">{subject}</code>}
      </>
    ),
  },
  { name: 'Why', show: ({ reason }) => (reason === '' ? '–' : reason) },
  {
    name: 'Amount',
    isNumber: true,
    show: ({ amount, availableBefore, availableAfter }) => (
      <>
        <Credits value={amount} signed />
        {availableBefore === null && availableAfter === null ? null : (
          <div className="small soft">
            <Credits value={availableBefore} /> → <Credits value={availableAfter} />
          </div>
        )}
      </>
    ),
  },
  { name: 'With the key', show: ({ operatorKeyId }) => <code className="small">{operatorKeyId}</code> },
];

function Changes({ changes }: Pick<Row, 'changes'>) {
  return changes.map(({ field, before, after }) => (
    <div key={field} className="small soft">
      {/* What is personal is not kept: only that it was changed. */}
      {before === null && after === null ? `${field} changed` : `${field}: ${before ?? '–'} → ${after ?? '–'}`}
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
