// The room's door: background jobs.
export {
  type BackgroundJob,
  type ReportFailure,
  type RunningJob,
  repeat,
  repeatWhileWanted,
  type Stoppable,
} from './repeat.ts';
