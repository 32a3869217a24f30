/**
 * The value that forbids all that either of two forbids.
 * @param theirs of the origin, as it came; what browsers would ignore forbids nothing
 * @param ours of the compiled rules, always valid
 */
export type Strictest = (theirs: string, ours: string) => string;
