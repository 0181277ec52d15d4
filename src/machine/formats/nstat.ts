/** `nstat`: a heading and name, value, rate (the model's nstat runs no averaging daemon, so rates are 0.0). */
export function formatNstat(rows: readonly { name: string; value: number }[]): string {
  let text = '#kernel\n';
  for (const { name, value } of rows) text += `${name.padEnd(31)} ${String(value).padEnd(18)} 0.0\n`;
  return text;
}
