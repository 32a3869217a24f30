import { GATEWAY_PREFIX } from '../../engine/index.ts';
import type { PathSegment } from '../../policy/index.ts';
import { type Parsed, parsed, unreadable } from '../problems/index.ts';

const MAX_LENGTH = 1024;
const VARIABLE = /^\{([A-Za-z][A-Za-z0-9_]{0,62})\}$/;
/** What a canonical path may hold as it is. A trailing dot is refused by the gateway, so no pattern may have one. */
const LITERAL = /^(?:[A-Za-z0-9._~@:,=&!'-]|%[0-9A-F]{2})+$/;
const REGULAR_EXPRESSION = /[\^$()[\]+|\\]|\.\*|[)}\]]\?/;
const PATTERN_FIX = 'Use literal segments, "{name}", "*" for one segment, and "**" at the end.';

/** Reads a path pattern: literal segments, `{name}`, `*` for one segment, and `**` at the end for any number of them. */
export function parsePathPattern(text: string): Parsed<readonly PathSegment[]> {
  if (!text.startsWith('/')) return unreadable(`The path "${text}" does not start with "/".`, startFix(text));
  if (text.length > MAX_LENGTH) return unreadable('The path is too long.', `Write at most ${MAX_LENGTH} characters.`);
  if (text === '/') return parsed([]);
  const parts = text.slice(1).split('/');
  if (parts[0]?.toLowerCase() === GATEWAY_PREFIX.slice(1)) {
    return unreadable(`The path "${text}" belongs to the gateway.`, `Choose a path outside "${GATEWAY_PREFIX}".`);
  }
  const segments: PathSegment[] = [];
  const names = new Set<string>();
  for (const [index, part] of parts.entries()) {
    const segment = parseSegment(part, index === parts.length - 1);
    if (!segment.ok) return segment;
    if (segment.value.kind === 'any' && segment.value.name !== null) {
      if (names.has(segment.value.name))
        return unreadable(
          `"{${segment.value.name}}" stands twice in the path.`,
          'Give each variable a name of its own.',
        );
      names.add(segment.value.name);
    }
    segments.push(segment.value);
  }
  return parsed(segments);
}

/** Reads a path of literal segments alone, as `/tools/v2`. */
export function parseLiteralPath(text: string): Parsed<string> {
  const segments = parsePathPattern(text);
  if (!segments.ok) return segments;
  if (segments.value.length > 0 && segments.value.every(({ kind }) => kind === 'literal')) return parsed(text);
  return unreadable(
    `"${text}" is not the beginning of a path.`,
    'Write whole segments without variables and "*", such as /tools.',
  );
}

function startFix(text: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return 'Write the path alone, without scheme and host.';
  return REGULAR_EXPRESSION.test(text) ? PATTERN_FIX : `Write "/${text}".`;
}

function parseSegment(part: string, isLast: boolean): Parsed<PathSegment> {
  if (part === '**') {
    return isLast
      ? parsed({ kind: 'rest' })
      : unreadable(
          '"**" stands in the middle of the path.',
          'Write "*" or "{name}" for one segment; "**" only at the end.',
        );
  }
  if (part === '*') return parsed({ kind: 'any', name: null });
  const variable = VARIABLE.exec(part);
  if (variable !== null) return parsed({ kind: 'any', name: variable[1] ?? null });
  return parseLiteral(part, isLast);
}

function parseLiteral(part: string, isLast: boolean): Parsed<PathSegment> {
  if (part === '') {
    return isLast
      ? unreadable('The path ends with "/".', 'Leave the "/" out, or end with "/**" to cover everything below.')
      : unreadable('The path has an empty segment ("//").', 'Write one "/" between segments.');
  }
  if (part === '.' || part === '..')
    return unreadable(`The path has the dot segment "${part}".`, 'Write the path that is meant.');
  if (part.startsWith(':'))
    return unreadable(
      `The segment "${part}" looks like a variable, but would be matched as it stands.`,
      `Write "{${part.slice(1) || 'name'}}".`,
    );
  if (part.includes(';'))
    return unreadable(
      `The segment "${part}" has a path parameter (";").`,
      'Leave out ";" and what follows; the gateway refuses such requests.',
    );
  if (part.includes('?') && !REGULAR_EXPRESSION.test(part))
    return unreadable(
      `The segment "${part}" has a query ("?").`,
      'Write the path alone; the query takes no part in matching.',
    );
  if (part.includes('#'))
    return unreadable(
      `The segment "${part}" has a fragment ("#").`,
      'Write the path alone; browsers do not send fragments.',
    );
  if (REGULAR_EXPRESSION.test(part))
    return unreadable(`The segment "${part}" looks like a regular expression.`, PATTERN_FIX);
  if (/[*{}]/.test(part))
    return unreadable(`The segment "${part}" mixes text and a wildcard.`, 'Let "*" or "{name}" be the whole segment.');
  if (part.endsWith('.'))
    return unreadable(
      `The segment "${part}" ends with a dot.`,
      'Leave the dot out; the gateway refuses such requests.',
    );
  if (part.includes('%')) return parseEncoded(part);
  if (LITERAL.test(part)) return parsed({ kind: 'literal', value: part });
  const mended = encodeURI(part.toWellFormed());
  const fix =
    LITERAL.test(mended) && !mended.includes('%20')
      ? `Write "${mended}".`
      : "Use letters, digits and any of - . _ ~ @ : , = & ! '.";
  return unreadable(`The segment "${part}" has a character that no path has.`, fix);
}

/** Percent-encoding is needed for non-ASCII letters only; everything else has one spelling, or none that is let through. */
function parseEncoded(part: string): Parsed<PathSegment> {
  const message = `The segment "${part}" has a percent-encoding that the gateway refuses.`;
  const isNeeded = (part.match(/%[^%]{0,2}/g) ?? []).every((triplet) => /^%[89A-F][0-9A-F]$/.test(triplet));
  if (!isNeeded || !LITERAL.test(part))
    return unreadable(message, 'Write plain letters, and encode non-ASCII ones only, in capital hex, such as %C3%A9.');
  try {
    decodeURIComponent(part);
  } catch {
    return unreadable(message, 'Encode the letters as UTF-8, such as %C3%A9.');
  }
  return parsed({ kind: 'literal', value: part });
}
