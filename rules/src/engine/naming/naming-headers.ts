import { foldHeaderName } from './fold-header-name.ts';

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
  // A condition reveals whether another resource has a certain state: that is reading it (RFC 4918 section 10.4).
  ['if', { title: 'If', method: 'GET', deep: false, form: 'absolute' }],
  ['x-copy-from', { title: 'x-copy-from', method: 'GET', deep: false, form: 'as-sent' }],
]);

/** Each store has its own word in it, such as `x-amz-copy-source` and `x-ms-file-rename-source`. */
const SOURCE = /^x-(?:[a-z0-9]{1,16}-){0,2}(copy|move|rename)-source$/;

/** What a header of this name does with a resource that it names; `null` where it names none. All but letters and digits is read as `-`. */
export function effectOfHeader(name: string): Effect | null {
  const folded = foldHeaderName(name);
  return EFFECTS.get(folded) ?? effectOfSource(folded);
}

function effectOfSource(title: string): Effect | null {
  const [, verb] = SOURCE.exec(title) ?? [];
  if (verb === undefined) return null;
  return verb === 'copy'
    ? { title, method: 'GET', deep: false, form: 'as-sent' }
    : { title, method: 'DELETE', deep: true, form: 'as-sent' };
}
