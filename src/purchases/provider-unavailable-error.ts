/** The payment provider did not answer, or cannot now; what was asked may or may not have been done. */
export class ProviderUnavailableError extends Error {
  override readonly name = 'ProviderUnavailableError';
}
