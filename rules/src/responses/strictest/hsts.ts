interface Hsts {
  readonly maxAgeSeconds: number;
  readonly includeSubDomains: boolean;
  readonly preload: boolean;
}

/** The longest time, with `includeSubDomains` and `preload` where either has it (RFC 6797 section 6.1). */
export function strictestHsts(theirs: string, ours: string): string {
  const [a, b] = [parseHsts(theirs), parseHsts(ours)];
  if (a === null || b === null) return ours;
  return formatHsts({
    maxAgeSeconds: Math.max(a.maxAgeSeconds, b.maxAgeSeconds),
    includeSubDomains: a.includeSubDomains || b.includeSubDomains,
    preload: a.preload || b.preload,
  });
}

export function formatHsts({ maxAgeSeconds, includeSubDomains, preload }: Hsts): string {
  return `max-age=${maxAgeSeconds}${includeSubDomains ? '; includeSubDomains' : ''}${preload ? '; preload' : ''}`;
}

/** `null` for what browsers ignore. Of several headers they read the first (RFC 6797 section 8.1). */
function parseHsts(value: string): Hsts | null {
  const directives = new Map<string, string>();
  for (const part of (value.split(',', 1)[0] ?? '').split(';')) {
    const [name = '', text = ''] = part.split('=', 2).map((piece) => piece.trim());
    if (name === '') continue;
    if (directives.has(name.toLowerCase())) return null;
    directives.set(name.toLowerCase(), text);
  }
  const maxAge = /^(?:"(\d{1,10})"|(\d{1,10}))$/.exec(directives.get('max-age') ?? '');
  if (maxAge === null) return null;
  return {
    maxAgeSeconds: Number(maxAge[1] ?? maxAge[2]),
    includeSubDomains: directives.has('includesubdomains'),
    preload: directives.has('preload'),
  };
}
