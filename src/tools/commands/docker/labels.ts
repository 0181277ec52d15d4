/** Whether a filter `tier` or `tier=front` fits. */
export function hasLabel(labels: Readonly<Record<string, string>>, filter: string): boolean {
  const [key, ...value] = filter.split('=');
  return key in labels && (value.length === 0 || labels[key] === value.join('='));
}

/** `tier=front,zone=a`. */
export function labelText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',');
}
