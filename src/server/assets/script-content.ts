/** JSON for a `<script type="application/json">`: it cannot leave the element when it has no "<". */
export function asScriptContent(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
