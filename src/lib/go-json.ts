/** JSON as Go's encoder writes it: `<`, `>` and `&` as escapes; keys in the order they have here. */
export function goJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
}
