/** Processor time so far of all threads: collecting garbage counts, what else runs on the machine does not. */
export function processorMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
