// The room's door: background jobs, and pauses before another try.
export { type BackOff, backOff, spread } from './back-off.ts';
export {
  type BackgroundJob,
  type ReportFailure,
  type RunningJob,
  repeat,
  repeatWhileWanted,
  type Stoppable,
} from './repeat.ts';
