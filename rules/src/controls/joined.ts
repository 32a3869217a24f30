/** What all members of a union have together: `{ a } | { b }` becomes `{ a } & { b }`. */
export type Joined<Union> = (Union extends unknown ? (member: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;
