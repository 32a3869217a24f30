/** A header of a request that names another resource than the request's own, as sent; repeated lines are joined by commas. */
export interface NamingHeader {
  /** Lower case, as sent otherwise. */
  readonly name: string;
  readonly value: string;
}

/** What a header does with the resource that it names. */
export interface Effect {
  /** How the header is called in texts. */
  readonly title: string;
  /** The method that has the same effect on that resource: the resource is decided as a request of this method. */
  readonly method: 'GET' | 'PUT' | 'DELETE';
  /** Whether the effect reaches everything below the resource too. */
  readonly deep: boolean;
  /** `absolute`: the origin is given a whole URL, as RFC 4918 servers compare hosts. `as-sent`: a path stays a path. */
  readonly form: 'absolute' | 'as-sent';
}

const WRITTEN: Effect = { title: 'Destination', method: 'PUT', deep: true, form: 'absolute' };

/** By folded name. Object stores take the source of a copy from a header; `New-uri` is what mod_dav reads without a Destination. */
const EFFECTS: ReadonlyMap<string, Effect> = new Map<string, Effect>([
  ['destination', WRITTEN],
  ['new-uri', { ...WRITTEN, title: 'New-uri', form: 'as-sent' }],
  // A condition tells whether another resource has a certain state: that is reading it (RFC 4918 section 10.4).
  ['if', { title: 'If', method: 'GET', deep: false, form: 'absolute' }],
  ['x-ms-rename-source', { title: 'x-ms-rename-source', method: 'DELETE', deep: true, form: 'as-sent' }],
  ...[
    'x-copy-from',
    'x-amz-copy-source',
    'x-bce-copy-source',
    'x-cos-copy-source',
    'x-goog-copy-source',
    'x-ms-copy-source',
    'x-obs-copy-source',
    'x-oss-copy-source',
  ].map((title): [string, Effect] => [title, { title, method: 'GET', deep: false, form: 'as-sent' }]),
]);

/** What a header of this name does with a resource that it names; `null` where it names none. `_` and `.` are read as `-`. */
export function effectOfHeader(name: string): Effect | null {
  return EFFECTS.get(name.toLowerCase().replaceAll(/[_.]/g, '-')) ?? null;
}
