import { HOST, SCHEMES } from '../../settings/index.ts';

/** What browsers reported alike of one route, as the gateway counts it. Any client can have sent it. */
export interface Reported {
  readonly route: string;
  readonly directive: string;
  readonly disposition: 'enforce' | 'report';
  readonly blocked: string;
  readonly count: number;
  /** Days of the first and the last report, such as `2026-11-30`. */
  readonly first: string;
  readonly last: string;
  /** Path of a page. */
  readonly document: string;
}

/** Where a report leads to. */
export type Need =
  /** A source of a directive. */
  | { readonly kind: 'source'; readonly directive: string; readonly source: string }
  /** Inline code: hashes, a nonce, or at worst `'unsafe-inline'`. */
  | { readonly kind: 'inline'; readonly directive: string }
  /** Of a browser's extension: not the app's. */
  | { readonly kind: 'extension' }
  /** Nothing that a source could let in. A sentence. */
  | { readonly kind: 'note'; readonly text: string };

const WORDS: Readonly<Record<string, string>> = { eval: "'unsafe-eval'", 'wasm-eval': "'wasm-unsafe-eval'" };
const EXTENSION = /-extension:$|^(?:about|chrome|resource):$/;

export function needOf({ directive, blocked, document }: Reported): Need {
  if (EXTENSION.test(blocked)) return { kind: 'extension' };
  if (directive === 'frame-ancestors')
    return note(`${blocked} frames ${document}. If it is meant to, name it in "frameAncestors".`);
  if (directive.includes('trusted-types'))
    return note(
      `Scripts on ${document} write text where code is expected (Trusted Types): keep that directive reported only.`,
    );
  if (!directive.endsWith('-src') && !/-src-(?:elem|attr)$|^(?:base-uri|form-action)$/.test(directive))
    return note(`${directive} on ${document}: ${blocked}. No source of the CSP is about it.`);
  const target = directive.replace(/-elem$/, '');
  if (blocked === 'inline') return { kind: 'inline', directive: target };
  const source = WORDS[blocked] ?? blocked;
  if (source.startsWith("'") || SCHEMES.has(source) || HOST.test(source))
    return { kind: 'source', directive: target, source };
  return note(`${document} needs ${blocked} for ${target}, which rules cannot name. Serve it by https, under a name.`);
}

function note(text: string): Need {
  return { kind: 'note', text };
}
