/**
 * Every statement of a gateway finds its rows by index. Without these settings, a table that was small when it was last
 * analysed is read whole for each batch until the statistics catch up, and a plan that was made then stays. And none starts
 * further processes or compiles its plan: for a page of some thousand rows, that takes longer than reading them.
 */
export const PLANNER_SETTINGS: Readonly<Record<string, string>> = {
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  max_parallel_workers_per_gather: '0',
  jit: 'off',
};

/** As a connection asks for them when it begins. */
export const PLANNER_OPTIONS = Object.entries(PLANNER_SETTINGS)
  .map(([name, value]) => `-c ${name}=${value}`)
  .join(' ');
