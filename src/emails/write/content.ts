// What an e-mail says, apart from how it looks.
export interface Content {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** Label and value, in the order in which they are read. */
  readonly details?: readonly (readonly [label: string, value: string])[];
  readonly action?: { readonly label: string; readonly url: string };
}

/** Whom it is written to, and by whom. */
export interface Setting {
  readonly accountName: string;
  /** IANA name: dates are written by its clocks. */
  readonly timeZone: string;
  /** Who sells: the name beside the address that it comes from. */
  readonly seller: string;
  readonly creditNoun: { readonly one: string; readonly many: string };
  /** Where the page is, without a slash at the end. */
  readonly baseUrl: string;
}
