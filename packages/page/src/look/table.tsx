// A table of a page of rows; on narrow screens each row becomes a block with the columns' names in it.
import type { Key, ReactNode } from 'react';

export interface Column<Row> {
  readonly name: string;
  readonly isNumber?: boolean;
  show(row: Row): ReactNode;
}

export interface TableProps<Row> {
  /** What it lists, for screen readers. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  keyOf(row: Row): Key;
  /** In place of rows. */
  readonly empty?: ReactNode;
}

export function Table<Row>({ caption, columns, rows, keyOf, empty = 'Nothing here yet.' }: TableProps<Row>) {
  if (rows.length === 0) return <div className="empty">{empty}</div>;
  const classOf = ({ isNumber = false }: Column<Row>) => (isNumber ? { className: 'number' } : {});
  return (
    <div className="table-frame" role="group" aria-label={caption} tabIndex={0}>
      <table className="table" data-folds="">
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" {...classOf(column)}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column) => (
                <td key={column.name} data-label={column.name} {...classOf(column)}>
                  <div className="cell">{column.show(row)}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
