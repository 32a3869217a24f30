/** Headers by lower-case name; values of several lines are joined by commas. Of `Set-Cookie`, only the last is held. */
export type HeaderFields = ReadonlyMap<string, string>;

/** Reads all headers in one pass: each question to the runtime costs more than one to a table. */
export function fieldsOf(headers: Headers): HeaderFields {
  const fields = new Map<string, string>();
  headers.forEach((value, name) => {
    fields.set(name, value);
  });
  return fields;
}
