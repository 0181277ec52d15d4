import type { Person, Roster } from './roster.ts';

/** What somebody proves by who he is, besides what the roster says: hashes and public keys, nothing secret. */
export interface Credentials {
  /** Hash of the password chosen for the code. */
  password?: string;
  /** Public keys given for the code. */
  keys: readonly string[];
  /** Codes of the roster that were used up, by their hashes: another one may be given. */
  usedCodes: readonly string[];
}

/** Where credentials are kept. */
export interface CredentialStore {
  read(name: string): Promise<Credentials>;
  add(name: string, kind: 'password' | 'key' | 'code-used', value: string): Promise<void>;
}

/** Somebody of the class. */
export interface Member {
  name: string;
  role: 'learner' | 'teacher';
  person: Person;
}

/** Looks a name up in a roster. */
export function memberOf(roster: Roster, name: string): Member | undefined {
  const learner = roster.learners.find((person) => person.name === name);
  if (learner) return { name, role: 'learner', person: learner };
  const teacher = roster.teachers.find((person) => person.name === name);
  return teacher && { name, role: 'teacher', person: teacher };
}
