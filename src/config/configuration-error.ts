/** The environment is wrong. The message lists everything that is, for the person at the terminal, and no secret. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  /** One sentence per wrong variable. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration has ${problems.length === 1 ? 'a mistake' : 'mistakes'}:\n  ${problems.join('\n  ')}`);
    this.problems = problems;
  }
}
