// How a customer lives: every habit now and then.
import type { Customer, Deed, Habit } from '../customer.ts';
import type { World } from '../world.ts';

export const habit = (name: string, perDay: number, deed: Deed): Habit => ({ name, perDay, deed });

const DAY = 86_400_000;
/** After a pause of many days, nobody does everything that was left out. */
const MOST_DAYS = 2;

/** One after the other, as one person does. */
export async function live(world: World, customer: Customer, since: Date): Promise<void> {
  const days = Math.min((world.clock.now.getTime() - since.getTime()) / DAY, MOST_DAYS);
  for (const { name, perDay, deed } of customer.persona.habits) {
    if (customer.random.next() >= perDay * days) continue;
    const became = await deed(world, customer);
    if (became !== undefined) world.count(`${name}: ${became}`);
  }
}

const MICRO = 1_000_000;

export const credits = ({ random }: Customer, low: number, high: number): bigint =>
  BigInt(Math.floor(random.between(low * MICRO, high * MICRO)));
