// A table as long as it likes: only the rows in sight are in the page, and more are asked for when its end comes near.
import { useVirtualizer } from '@tanstack/react-virtual';
import { type Key, memo, type ReactNode, type RefObject, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import './long-table.css';

export interface LongColumn<Row> {
  readonly name: string;
  /** CSS grid's track: "6rem", "minmax(0, 1fr)". */
  readonly track: string;
  readonly isNumber?: boolean;
  /** Left out where there is no room for all. */
  readonly isMinor?: boolean;
  show(row: Row): ReactNode;
}

export interface LongTableProps<Row> {
  readonly caption: string;
  readonly columns: readonly LongColumn<Row>[];
  readonly rows: readonly Row[];
  /** How many there are in all, where that is known. */
  readonly total: number | null;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  keyOf(row: Row): Key;
  onMore(): void;
}

const ROW_PIXELS = 44;
/** How many rows before the end more are asked for: who scrolls fast does not wait at each page. */
const AHEAD = 60;

export function LongTable<Row>(props: LongTableProps<Row>) {
  const { caption, columns, rows, total, hasMore, isLoadingMore, keyOf, onMore } = props;
  const frame = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PIXELS,
    overscan: 10,
  });
  useSteady(frame, rows, keyOf);
  const items = virtualizer.getVirtualItems();
  const lastInSight = items.at(-1)?.index ?? 0;
  const needsMore = hasMore && !isLoadingMore && lastInSight >= rows.length - AHEAD;
  useEffect(() => {
    if (needsMore) onMore();
  }, [needsMore, onMore]);
  const tracks = useMemo(() => ({ gridTemplateColumns: columns.map(({ track }) => track).join(' ') }), [columns]);
  return (
    <div className="long-frame" ref={frame} role="region" aria-label={caption} tabIndex={0}>
      <div role="table" aria-label={caption} aria-rowcount={total === null ? -1 : total + 1}>
        <div role="rowgroup" className="long-head">
          <div role="row" aria-rowindex={1} className="long-row" style={tracks}>
            {columns.map((column) => (
              <div key={column.name} role="columnheader" className={shapeOf(column)}>
                {column.name}
              </div>
            ))}
          </div>
        </div>
        <div role="rowgroup" className="long-body" style={{ height: virtualizer.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const row = rows[index];
            return row === undefined ? null : (
              <LongRow key={keyOf(row)} index={index} start={start} tracks={tracks} columns={columns} row={row} />
            );
          })}
        </div>
      </div>
    </div>
  );
}

const shapeOf = ({ isNumber = false, isMinor = false }: Pick<LongColumn<never>, 'isNumber' | 'isMinor'>): string =>
  `long-cell${isNumber ? ' number' : ''}${isMinor ? ' minor' : ''}`;

interface LongRowProps {
  readonly index: number;
  readonly start: number;
  readonly tracks: { readonly gridTemplateColumns: string };
  readonly columns: readonly LongColumn<unknown>[];
  readonly row: unknown;
}

/** Made once for each row that comes into sight, not with each move of the frame. */
const LongRow = memo(function LongRow({ index, start, tracks, columns, row }: LongRowProps) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className="long-row long-item"
      style={{ ...tracks, transform: `translateY(${start}px)` }}
    >
      {columns.map((column) => (
        <div key={column.name} role="cell" className={shapeOf(column)}>
          {column.show(row)}
        </div>
      ))}
    </div>
  );
});

/** Rows that come in above those in sight do not push them down. */
function useSteady<Row>(
  frame: RefObject<HTMLDivElement | null>,
  rows: readonly Row[],
  keyOf: LongTableProps<Row>['keyOf'],
): void {
  const first = useRef<Key>(undefined);
  useLayoutEffect(() => {
    const [newest] = rows;
    const before = first.current;
    first.current = newest === undefined ? undefined : keyOf(newest);
    if (before === undefined || before === first.current || frame.current === null) return;
    const added = rows.findIndex((row) => keyOf(row) === before);
    if (added > 0 && frame.current.scrollTop > 0) frame.current.scrollTop += added * ROW_PIXELS;
  }, [frame, rows, keyOf]);
}
