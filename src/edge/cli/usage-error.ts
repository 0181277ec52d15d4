/** Wrong usage or bad input: the message goes to stderr as it is, the exit status is 2. */
export class UsageError extends Error {}
