import { formatBytes, formatMoment, formatSeconds, type Question } from '../analysis/explain/index.ts';

const PLAIN_WORD = /^[A-Za-z0-9@%+=:,./_~-]+$/;

/** The command line that explains a case, for a POSIX shell. */
export function explainCommand(rulesFile: string, { request, asker, state }: Question): string {
  const words = ['explain', request.method, request.url, '--rules', rulesFile];
  words.push('--address', request.address ?? 'unknown', '--time', formatMoment(request.nowSeconds));
  for (const [name, value] of Object.entries(request.headers ?? {})) words.push('--header', `${name}: ${value}`);
  if (request.bodyBytes) words.push('--body', formatBytes(request.bodyBytes));
  if (request.tlsVersion !== undefined) words.push('--tls', request.tlsVersion?.replace('TLSv', '') ?? 'unknown');
  if (request.country != null) words.push('--country', request.country);
  if (request.asn != null) words.push('--asn', String(request.asn));
  words.push(...askerWords(asker), ...stateWords(state));
  return `npx portcullis ${words.map(quoted).join(' ')}`;
}

function askerWords(asker: Question['asker']): readonly string[] {
  if (asker === 'nobody') return [];
  if (asker === 'bad cookie') return ['--bad-cookie'];
  const words = ['--tenant', asker.tenant, '--user', asker.user, '--amr', asker.methods.join(',')];
  if (asker.roles.length > 0) words.push('--role', asker.roles.join(','));
  if (asker.ageSeconds > 0) words.push('--session-age', formatSeconds(asker.ageSeconds));
  if (asker.authAgeSeconds !== asker.ageSeconds) words.push('--auth-age', formatSeconds(asker.authAgeSeconds));
  if (asker.actAs !== null) words.push('--act-as', `${asker.actAs.sub}:${asker.actAs.reason}`);
  if (asker.host !== null) words.push('--session-host', asker.host);
  if (asker.byToken === true) words.push('--token');
  return words;
}

function stateWords(state: Question['state']): readonly string[] {
  if (state.kind === 'unavailable') return ['--state', 'unavailable'];
  const words: string[] = [];
  if (state.exceeded.length > 0) words.push('--exceeded', state.exceeded.join(','));
  if (state.revokedBy !== null) words.push('--revoked', state.revokedBy);
  if (state.tenantPolicy !== null) words.push('--tenant-policy', JSON.stringify(state.tenantPolicy));
  return words;
}

function quoted(word: string): string {
  return PLAIN_WORD.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
