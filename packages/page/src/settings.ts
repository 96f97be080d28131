// What the gateway says to the page, in the page itself.

export interface Settings {
  /** Of the demo account; only on the machine that the gateway runs on. */
  readonly demoApiKey?: string;
  /** No money moves here. */
  readonly simulated: boolean;
  /** Shown first in the playground. */
  readonly model?: string;
}

export function readSettings(): Settings {
  const text = document.querySelector('#settings')?.textContent ?? '';
  // In the development server nobody has filled it.
  return text.startsWith('{"') ? (JSON.parse(text) as Settings) : { simulated: true };
}
