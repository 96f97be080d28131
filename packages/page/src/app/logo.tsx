/** A barrier, half open. */
export function Logo() {
  return (
    <svg viewBox="0 0 32 32" fill="none" stroke="currentColor" strokeWidth="3" strokeLinecap="round" aria-hidden="true">
      <path d="M7 27V14M7 16 27 6M3 27h8" />
    </svg>
  );
}
