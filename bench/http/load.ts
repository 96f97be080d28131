// A client process of its own, so that it takes no time from the gateway's thread: prints how many requests were answered, per second and in
// all, and what processor time all of it took here, in microseconds. Arguments: port key operation seconds connections.
import { driveLoad } from './drive-load.ts';

const [port = '', key = '', operation = 'generate', seconds = '3', connections = '64'] = process.argv.slice(2);
const WARM_UP_SECONDS = 1;
/** A key that the gateway does not know yet is looked at alone: many at once would be slowed as guesses. */
const FIRST_SECONDS = 0.001;

const load = { port: Number(port), key, operation, connections: Number(connections) };
const first = await driveLoad({ ...load, connections: 1 }, FIRST_SECONDS);
const warmUp = await driveLoad(load, WARM_UP_SECONDS);
const { perSecond, answered } = await driveLoad(load, Number(seconds));
const { user, system } = process.cpuUsage();
const all = first.answered + warmUp.answered + answered;
process.stdout.write(`${JSON.stringify({ perSecond, answered: all, processor: user + system })}\n`);
