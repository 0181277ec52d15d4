/**
 * A class over SSH: who may come in, where they sit, what is kept of them. It refuses to know how a drill is played: that is the trainer's, in
 * processes of their own.
 */
export { ClassBook } from './class-book.ts';
export { Classroom } from './classroom.ts';
export { fingerprint, HostKeyError, hostKey } from './host-key.ts';
export { parseRoster, type Roster, rosterSchema } from './roster.ts';
export { newRoster, withCodes, withPeople } from './roster-file.ts';
export { hashSecret, newCode } from './secrets.ts';
export { type BookParts, LearnerBook } from './learner-book.ts';
export { type ClassServer, type ServeOptions, startServer } from './ssh-server.ts';
