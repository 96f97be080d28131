// Credits sold, given and spent, for the eye; the table beside it says the same exactly.
import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { toPlot } from '../../../look/amount.ts';

export interface RevenueBar {
  readonly period: string;
  readonly sold: string;
  readonly granted: string;
  readonly spent: string;
}

const HEIGHT = 260;
const WIDEST_BAR = 40;
/** For the axis, where 1234567 has no room. */
const SHORT = new Intl.NumberFormat('en', { notation: 'compact' });
const SERIES = [
  { key: 'sold', name: 'Sold', fill: 'var(--accent)' },
  { key: 'granted', name: 'Granted', fill: 'var(--warn)' },
  { key: 'spent', name: 'Spent', fill: 'var(--good)' },
] as const;

export function RevenueChart({ periods }: { readonly periods: readonly RevenueBar[] }) {
  const points = periods.map(({ period, sold, granted, spent }) => ({
    period,
    sold: toPlot(sold),
    granted: toPlot(granted),
    spent: toPlot(spent),
  }));
  return (
    <div aria-hidden="true">
      <ResponsiveContainer width="100%" height={HEIGHT} initialDimension={{ width: 320, height: HEIGHT }}>
        <BarChart data={points} accessibilityLayer={false} margin={{ left: -8, right: 4, top: 4 }}>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis dataKey="period" stroke="var(--text-soft)" fontSize={12} tickLine={false} />
          <YAxis
            stroke="var(--text-soft)"
            fontSize={12}
            tickLine={false}
            axisLine={false}
            tickFormatter={(value: number) => SHORT.format(value)}
          />
          <Tooltip
            cursor={{ fill: 'var(--sunken)' }}
            contentStyle={{ background: 'var(--raised)', border: '1px solid var(--line)', color: 'var(--text)' }}
          />
          <Legend itemSorter={null} />
          {SERIES.map(({ key, name, fill }) => (
            <Bar
              key={key}
              dataKey={key}
              name={name}
              fill={fill}
              isAnimationActive={false}
              radius={3}
              maxBarSize={WIDEST_BAR}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
