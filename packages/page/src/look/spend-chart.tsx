// Spending by day: a chart for the eye, and the same numbers as a table for everybody else.
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { groupDigits, toPlot } from './amount.ts';

export interface SpendDay {
  /** "2026-11-21". */
  readonly key: string;
  readonly cost: string;
  readonly generations: number;
}

const HEIGHT = 220;
const DAY_MILLISECONDS = 86_400_000;

/** Days of which nothing is known had no generation: a chart without them would hide the pause. */
function withQuietDays(days: readonly SpendDay[]): SpendDay[] {
  const known = new Map(days.map((day) => [day.key, day]));
  const times = days.map(({ key }) => Date.parse(`${key}T00:00:00Z`));
  const all: SpendDay[] = [];
  for (let time = Math.min(...times); time <= Math.max(...times); time += DAY_MILLISECONDS) {
    const key = new Date(time).toISOString().slice(0, 'yyyy-mm-dd'.length);
    all.push(known.get(key) ?? { key, cost: '0', generations: 0 });
  }
  return all;
}

export function SpendChart({ days }: { readonly days: readonly SpendDay[] }) {
  const points = withQuietDays(days).map(({ key, cost }) => ({ day: key.slice(5), cost: toPlot(cost), exact: cost }));
  return (
    <figure>
      <div aria-hidden="true">
        <ResponsiveContainer width="100%" height={HEIGHT} initialDimension={{ width: 320, height: HEIGHT }}>
          <BarChart data={points} accessibilityLayer={false} margin={{ left: -8, right: 4, top: 4 }}>
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis dataKey="day" stroke="var(--text-soft)" fontSize={12} tickLine={false} />
            <YAxis stroke="var(--text-soft)" fontSize={12} tickLine={false} axisLine={false} />
            <Tooltip
              cursor={{ fill: 'var(--sunken)' }}
              contentStyle={{ background: 'var(--raised)', border: '1px solid var(--line)', color: 'var(--text)' }}
              formatter={(_value, _name, item) => [groupDigits((item.payload as { exact: string }).exact), 'credits']}
            />
            <Bar dataKey="cost" fill="var(--accent)" maxBarSize={40} isAnimationActive={false} radius={3} />
          </BarChart>
        </ResponsiveContainer>
      </div>
      <details>
        <summary className="small">As a table</summary>
        <table className="table">
          <caption className="visually-hidden">Spending by day</caption>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col" className="number">
                Credits
              </th>
              <th scope="col" className="number">
                Generations
              </th>
            </tr>
          </thead>
          <tbody>
            {days.map(({ key, cost, generations }) => (
              <tr key={key}>
                <td>{key}</td>
                <td className="number">{groupDigits(cost)}</td>
                <td className="number">{generations}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
