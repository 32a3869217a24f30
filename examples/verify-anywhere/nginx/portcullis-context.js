// Verifies Portcullis contexts (HS256) in nginx, with njs 0.7.9 or later. nginx.conf says how it is used.
// biome-ignore-start lint/style/useNodejsImportProtocol: njs knows its modules by these names
import crypto from 'crypto';
import fs from 'fs';

// biome-ignore-end lint/style/useNodejsImportProtocol: njs knows its modules by these names

const CLOCK_TOLERANCE_SECONDS = 5;
const LONGEST_LIFE_SECONDS = 60;
const MAX_CHARACTERS = 8192;
/** A context holds a longer target by its digest. */
const MAX_PLAIN_TARGET = 1024;
const MIN_SECRET_BYTES = 32;
const NAME = 'portcullis-context';
/** nginx.conf cannot replace names with "." as it does those with "_", and some apps read it as "-". */
const DOTTED = /^portcullis\.(?:context|tenant|user|roles|actor)$/;
/** Whole groups of four, then two or three characters without stray bits (RFC 4648 section 3.5). */
const BASE64URL = /^(?=.)(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-][AQgw]|[A-Za-z0-9_-]{2}[AEIMQUYcgkosw048])?$/;

/** The word `verified`, with the variables of nginx.conf filled in, or why the request is refused. */
function check(r) {
  try {
    const claims = verifiedClaims(r, receivedToken(r.rawHeadersIn));
    r.variables.portcullis_request_id = encodeURIComponent(claims.jti);
    r.variables.portcullis_tenant = encodeURIComponent(claims.tid || '');
    r.variables.portcullis_user = encodeURIComponent(claims.sub || '');
    r.variables.portcullis_roles = (claims.roles || []).map(encodeURIComponent).join(',');
    r.variables.portcullis_actor = encodeURIComponent(claims.act ? claims.act.sub : '');
    return 'verified';
  } catch (error) {
    if (error.refusal) return error.refusal;
    // What is wrong with the set-up; its message holds nothing of a token or key.
    r.error(`portcullis: ${error.setUp || 'unexpected error'}`);
    return 'ERR_CONFIGURATION';
  }
}

/** Names with "_" or "." get here as nginx.conf sets it; by itself, nginx would drop them. */
function receivedToken(headers) {
  const tokens = [];
  for (let i = 0; i < headers.length; i++) {
    const name = headers[i][0].toLowerCase();
    if (name === NAME) tokens.push(headers[i][1]);
    else if (name.replace(/[_.]/g, '-') === NAME || DOTTED.test(name)) refuse('ALIAS');
  }
  if (tokens.length > 1) refuse('DUPLICATE');
  if (tokens.length === 0 || tokens[0] === '') refuse('MISSING');
  return tokens[0];
}

function verifiedClaims(r, token) {
  if (token.length > MAX_CHARACTERS) refuse('TOO_LONG');
  if (token.includes(',')) refuse('DUPLICATE');
  const parts = token.split('.');
  if (parts.length !== 3 || !parts.every((part) => BASE64URL.test(part))) refuse('MALFORMED');
  const header = parsed(parts[0], 'MALFORMED');
  if (!isRecord(header) || header.crit !== undefined || !isText(header.alg)) refuse('MALFORMED');
  assertSigned(r.variables, header, parts);
  if (header.typ !== 'tenant-context+jwt') refuse('TYPE');
  const claims = parsed(parts[1], 'CLAIMS');
  assertShape(claims);
  if (claims.iss !== setting(r.variables, 'portcullis_issuer')) refuse('ISSUER');
  if (claims.aud !== setting(r.variables, 'portcullis_audience')) refuse('AUDIENCE');
  const now = Math.floor(Date.now() / 1000);
  if (!(now < claims.exp + CLOCK_TOLERANCE_SECONDS)) refuse('EXPIRED');
  if (!(claims.iat <= now + CLOCK_TOLERANCE_SECONDS)) refuse('CLOCK');
  assertBound(r, claims);
  return claims;
}

/** The algorithm is always HS256, never the token's choice; the key is the one of its id. */
function assertSigned(variables, header, parts) {
  if (header.alg !== 'HS256' || typeof header.kid !== 'string') refuse('SIGNATURE');
  const secret = secretOf(setting(variables, 'portcullis_keys_file'), header.kid);
  const signed = crypto.createHmac('sha256', secret).update(`${parts[0]}.${parts[1]}`).digest();
  const given = Buffer.from(parts[2], 'base64url');
  let difference = signed.length ^ given.length;
  // Every byte is compared, so that the time taken says nothing.
  for (let i = 0; i < signed.length; i++) difference |= signed[i] ^ given[i];
  if (difference !== 0) refuse('SIGNATURE');
}

function secretOf(file, kid) {
  let keys;
  try {
    keys = JSON.parse(fs.readFileSync(file, 'utf8')).keys;
  } catch (_) {
    broken('the key set cannot be read, or is not JSON');
  }
  if (!Array.isArray(keys)) broken('the key file holds no JWK Set');
  const found = keys.filter((key) => isRecord(key) && key.kid === kid);
  if (found.length === 0) refuse('SIGNATURE');
  const secret = found[0].kty === 'oct' && BASE64URL.test(found[0].k) ? Buffer.from(found[0].k, 'base64url') : '';
  if (found.length > 1 || secret.length < MIN_SECRET_BYTES) broken('a key is used twice, or is shorter than 32 bytes');
  return secret;
}

function assertShape(claims) {
  if (!isRecord(claims) || claims.v !== 1) refuse('CLAIMS');
  const life = claims.exp - claims.iat;
  if (!isTime(claims.iat) || !isTime(claims.exp) || life <= 0 || life > LONGEST_LIFE_SECONDS) refuse('CLAIMS');
  if (!['iss', 'aud', 'jti', 'htm', 'hth', 'rid', 'rul'].every((name) => isText(claims[name]))) refuse('CLAIMS');
  // Two ways to name the target could name two of them.
  if ((claims.htu === undefined) === (claims.htd === undefined)) refuse('CLAIMS');
  if (!isText(claims.htd === undefined ? claims.htu : claims.htd)) refuse('CLAIMS');
  if (!['cip', 'tid'].every((name) => claims[name] === undefined || isText(claims[name]))) refuse('CLAIMS');
  if (claims.sub === undefined) {
    // Roles without a user would open the app to anonymous requests.
    const ofUsers = ['roles', 'sid', 'amr', 'auth_time', 'act'];
    if (ofUsers.some((name) => claims[name] !== undefined)) refuse('CLAIMS');
    return;
  }
  if (!['sub', 'tid', 'sid'].every((name) => isText(claims[name])) || !isTime(claims.auth_time)) refuse('CLAIMS');
  if (![claims.roles, claims.amr].every((list) => Array.isArray(list) && list.every(isText))) refuse('CLAIMS');
  const act = claims.act;
  if (act !== undefined && !(isRecord(act) && isText(act.sub) && isText(act.reason))) refuse('CLAIMS');
}

/** By the request line and the headers as they came: nginx's own variables are decoded, merged or rewritten. */
function assertBound(r, claims) {
  const line = /^(\S+) (\S+) HTTP\/[0-9.]+$/.exec(r.variables.request);
  if (line === null || line[1] !== claims.htm || !names(claims, line[2])) refuse('REQUEST_MISMATCH');
  const hosts = r.rawHeadersIn.filter((header) => header[0].toLowerCase() === 'x-forwarded-host');
  if (hosts.length !== 1 || hosts[0][1] !== claims.hth) refuse('REQUEST_MISMATCH');
}

function names(claims, target) {
  if (claims.htd === undefined) return claims.htu === target;
  const digest = crypto.createHash('sha256').update(target).digest('base64url');
  return target.length > MAX_PLAIN_TARGET && claims.htd === digest;
}

function parsed(part, refusal) {
  try {
    const bytes = Buffer.from(part, 'base64url');
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (_) {
    return refuse(refusal);
  }
}

function setting(variables, name) {
  return variables[name] || broken(`$${name} is not set`);
}

function isRecord(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value) {
  return typeof value === 'string' && value !== '';
}

function isTime(value) {
  return typeof value === 'number' && value >= 0 && value <= 9007199254740991 && value % 1 === 0;
}

function refuse(reason) {
  throw { refusal: `ERR_CONTEXT_${reason}` };
}

function broken(setUp) {
  throw { setUp: setUp };
}

// biome-ignore lint/style/noDefaultExport: njs knows no other export
export default { check };
