/** The application's role and the owner's do not fit together. The message says what to do, for the person at the terminal. */
export class ApplicationRoleError extends Error {
  override readonly name = 'ApplicationRoleError';
}
