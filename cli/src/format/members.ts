/** Members of a JSON object that came from elsewhere: to be checked before they are believed. */
export type Members = Readonly<Record<string, unknown>>;
