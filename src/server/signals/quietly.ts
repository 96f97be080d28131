/**
 * Who watches changes nothing: what fails here would be taken for a failure of what is watched, a charge that was committed or an answer of
 * a provider.
 */
export function quietly(watch: () => void): void {
  try {
    watch();
  } catch {
    // A measurement is missing.
  }
}
