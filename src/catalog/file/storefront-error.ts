// A storefront file that cannot be used: which file, where in it, and what would be accepted.

export class StorefrontError extends Error {
  /** The path of the file as it was given. */
  readonly file: string;
  /** A JSON path such as `models[3].rules[0].price`; empty for the whole file. */
  readonly place: string;
  /** The line in the file, from 1, where it could be found. */
  readonly line: number | undefined;

  constructor(file: string, problem: { message: string; place: string; line?: number | undefined }) {
    const line = problem.line === undefined ? '' : `:${String(problem.line)}`;
    const place = problem.place === '' ? '' : `${problem.place}: `;
    super(`${file}${line}: ${place}${problem.message}`);
    this.name = 'StorefrontError';
    this.file = file;
    this.place = problem.place;
    this.line = problem.line;
  }
}
