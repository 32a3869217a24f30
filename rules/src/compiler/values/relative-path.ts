/** A path below the folder of the rules, in plain words: no way out of it, on any system. */
export const RELATIVE_PATH = /^(?:[A-Za-z0-9_-][A-Za-z0-9._-]*\/)*[A-Za-z0-9_-][A-Za-z0-9._-]*$/;
