// The job queue's own log lines, in ours: warnings and errors only.
import { Logger } from 'graphile-worker';
import type { RunServices } from './run-services.ts';

export function quietLogger(services: RunServices): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error' || level === 'warning') services.log('job_queue', { level, message });
  });
}
