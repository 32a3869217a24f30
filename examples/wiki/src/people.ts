/** Someone whom the demo provider knows. */
export interface Person {
  readonly company: string;
  readonly groups: readonly string[];
  /** The code that this person's second factor shows; `null`: there is none. A real one differs each time. */
  readonly code: string | null;
  /** For the list on the page. */
  readonly about: string;
}

export const PASSWORD = 'portcullis-demo';

/** By e-mail address. */
export const PEOPLE: Readonly<Record<string, Person>> = {
  'driver@acme.example': {
    company: 'acme',
    groups: ['Drivers'],
    code: null,
    about: 'reads the handbook',
  },
  'owner@globex.example': {
    company: 'globex',
    groups: ['Owners'],
    code: '246810',
    about: 'reads, and opens the rates with a second factor',
  },
  'editor@cargoline.example': {
    company: 'cargoline',
    groups: ['Editors'],
    code: '135790',
    about: 'writes the handbook',
  },
  'guest@acme.example': {
    company: 'acme',
    groups: [],
    code: null,
    about: 'is in no group, so the gateway gives no session',
  },
};

/** Those who may write. */
export const EDITORS: readonly string[] = Object.entries(PEOPLE).flatMap(([email, { groups }]) =>
  groups.includes('Editors') ? [email] : [],
);

/** How a person proved who they are (`amr`, RFC 8176); `null`: they did not. */
export function prove(email: string, password: string, code: string): readonly string[] | null {
  const person = Object.hasOwn(PEOPLE, email) ? PEOPLE[email] : undefined;
  if (person === undefined || password !== PASSWORD) return null;
  if (code === '') return ['pwd'];
  return code === person.code ? ['pwd', 'otp'] : null;
}
