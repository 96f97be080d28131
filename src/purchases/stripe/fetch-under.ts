// Lets the Stripe library talk to a server other than api.stripe.com that may stand below a path of a shared host: the
// library's own host and port options know no path.

/** A fetch that sends every request to the same path below `base`, a URL without a slash at the end. */
export function fetchUnder(base: () => string): typeof fetch {
  return (input, init) => {
    const { pathname, search } = new URL(input instanceof Request ? input.url : input);
    return fetch(`${base()}${pathname}${search}`, init);
  };
}
