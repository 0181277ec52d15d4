/**
 * A resumable computation. Whatever it yields is a request to the event loop that runs it; what comes back is the
 * answer. Code composes steps with `yield*` and never sees who answers, so the same program runs in a rival world.
 */
export type Step<T> = Generator<unknown, T, any>;
