// A list of the gateway's, as a table, page by page.
import type { Key, ReactNode } from 'react';
import { useAskPages } from '../../data/ask.ts';
import { Shown } from '../../data/states.tsx';
import type { TypedDocumentString } from '../../gql/graphql.ts';
import { More } from '../../look/more.tsx';
import { type Column, Table } from '../../look/table.tsx';

interface Connection<Row> {
  readonly nodes: readonly Row[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
}

export interface PagedProps<Data, Variables, Row> {
  readonly document: TypedDocumentString<Data, Variables>;
  readonly variables: Variables;
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  /** In place of rows. */
  readonly empty: ReactNode;
  readonly everySeconds?: number;
  pick(data: Data): Connection<Row>;
  keyOf(row: Row): Key;
}

export function Paged<Data, Variables extends Record<string, unknown> & { after?: string | null }, Row>({
  document,
  variables,
  caption,
  columns,
  empty,
  everySeconds,
  pick,
  keyOf,
}: PagedProps<Data, Variables, Row>) {
  const asked = useAskPages(document, variables, { pick, ...(everySeconds === undefined ? {} : { everySeconds }) });
  return (
    <div className="stack">
      <Shown asked={asked} lines={6}>
        {({ pages }) => (
          <Table
            caption={caption}
            columns={columns}
            rows={pages.flatMap((page) => pick(page).nodes)}
            keyOf={keyOf}
            empty={empty}
          />
        )}
      </Shown>
      <More pages={asked} />
    </div>
  );
}
