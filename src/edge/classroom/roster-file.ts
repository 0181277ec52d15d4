import { isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';

/** A roster's text for a new class: fields with what they are for. */
export function newRoster(name: string): string {
  return `# A class of Netdrill: who may log in, and what they are given. 'netdrill roster check FILE' looks it over.
class: ${name}

# Names to log in with. 'netdrill roster add FILE NAME...' adds some, 'netdrill roster codes FILE' makes one-time codes for those
# who have no key yet.
learners: []

teachers: []

# Drills of the class; with none, all there are can be practised. Moments carry their time zone.
# drills:
#   - scenario: overlay-no-advertise
#     opens: 2026-12-01T09:00:00+01:00
#     closes: 2026-12-01T10:30:00+01:00
#     mode: practice        # or: one (a single attempt), exam (no result before it is released)
`;
}

/** Somebody to add. */
export interface NewPerson {
  name: string;
  keys: readonly string[];
}

/** The text with people added at the end of a list; comments and what else there is stay. */
export function withPeople(
  source: string,
  list: 'learners' | 'teachers',
  people: readonly NewPerson[],
): string {
  const document = parseDocument(source);
  let found = document.get(list) as YAMLSeq | null | undefined;
  if (!isSeq(found)) {
    found = document.createNode([]) as YAMLSeq;
    document.set(list, found);
  }
  found.flow = false;
  for (const { name, keys } of people)
    found.add(document.createNode(keys.length > 0 ? { name, keys: [...keys] } : { name }));
  return document.toString({ lineWidth: 0 });
}

/** The text with hashes of codes for people by name. */
export function withCodes(source: string, codes: ReadonlyMap<string, string>): string {
  const document = parseDocument(source);
  for (const list of ['learners', 'teachers']) {
    const found = document.get(list);
    if (!isSeq(found)) continue;
    for (const one of found.items as YAMLMap[]) {
      const code = isMap(one) ? codes.get(String(one.get('name'))) : undefined;
      if (code !== undefined) one.set('code', code);
    }
  }
  return document.toString({ lineWidth: 0 });
}
