import { Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import { ipRestriction } from 'hono/ip-restriction';
import { proxy } from 'hono/proxy';
import { secureHeaders } from 'hono/secure-headers';
import { jwtVerify, SignJWT } from 'jose';

/** What one writes by hand with Hono's middleware and jose: the same headers, a verified cookie, a signed context. */
const app = new Hono<{ Bindings: PeerEnv }>();

const strict = new Map(STRICT_HEADERS);

app.use(
  secureHeaders({
    contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    strictTransportSecurity: strict.get('strict-transport-security') ?? true,
    crossOriginResourcePolicy: 'same-origin',
    // The rest of its defaults is left out, so that every peer sets the same headers.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    referrerPolicy: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xFrameOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  }),
);
app.use(ipRestriction((context) => peerAddress(context.req.raw), { denyList: ['198.51.100.0/24'] }));

app.all('*', async (context) => {
  const keys = await readKeys(context.env);
  const token = getCookie(context, '__Host-role');
  if (token === undefined) return context.json({ error: 'session_required' }, 401);
  const rules = { algorithms: ['HS256'], typ: 'role+jwt', issuer: 'bench-edge' };
  const verified = await jwtVerify(token, keys.role, rules).catch(() => null);
  if (verified === null) return context.json({ error: 'session_required' }, 401);
  const { payload } = verified;
  if (!Array.isArray(payload['roles']) || !payload['roles'].includes('owner'))
    return context.json({ error: 'role_missing' }, 403);
  const { pathname, search, host, protocol } = new URL(context.req.url);
  const client = peerAddress(context.req.raw);
  const requestId = crypto.randomUUID();
  const signed = await new SignJWT({
    ...payload,
    v: 1,
    htm: context.req.method,
    hth: host,
    htu: `${pathname}${search}`,
    cip: client,
    rid: 'owners',
    rul: RULES_DIGEST,
  })
    .setProtectedHeader({ alg: 'HS256', typ: 'tenant-context+jwt', kid: 'context' })
    .setAudience('app')
    .setJti(requestId)
    .setIssuedAt()
    .setExpirationTime('30s')
    .sign(keys.context);
  const answer = await proxy(`${context.env.ORIGIN}${pathname}${search}`, {
    ...context.req,
    headers: {
      ...context.req.header(),
      cookie: undefined,
      'x-forwarded-for': client,
      'x-forwarded-host': host,
      'x-forwarded-proto': protocol.slice(0, -1),
      via: '1.1 hono',
      'portcullis-context': signed,
    },
  });
  answer.headers.delete('server');
  answer.headers.set('portcullis-request-id', requestId);
  answer.headers.set('cache-control', 'private, no-store');
  return answer;
});

// biome-ignore lint/style/noDefaultExport: workerd calls the default export
export default app;

let imported: Promise<{ readonly role: CryptoKey; readonly context: CryptoKey }> | null = null;

function readKeys(env: PeerEnv): NonNullable<typeof imported> {
  imported ??= Promise.all([importKey(env.ROLE_KEY), importKey(env.CONTEXT_KEY)]).then(([role, context]) => ({
    role,
    context,
  }));
  return imported;
}

function importKey(text: string): Promise<CryptoKey> {
  const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
    character.charCodeAt(0),
  );
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
}

/** Plain workerd reports the client as `address:port`. */
function peerAddress(request: Request): string {
  const peer = (request as { readonly cf?: { readonly clientIp?: string } }).cf?.clientIp ?? '';
  return peer.slice(0, peer.lastIndexOf(':'));
}
