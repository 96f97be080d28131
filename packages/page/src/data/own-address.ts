const OWN_FILES = ['/outputs/', '/exports/', '/statements/'];

/** The gateway's own files are asked of the address that the page came from, whatever its public one is. */
export function ownAddress(url: string): string {
  const { pathname, search } = new URL(url);
  return OWN_FILES.some((folder) => pathname.startsWith(folder)) ? `${pathname}${search}` : url;
}
