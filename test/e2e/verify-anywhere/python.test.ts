import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { judgeGuard } from './judge-guard.ts';
import { expectLeftOut, judgeVectors, type LeftOut, USUALLY_LEFT_OUT } from './judge-vectors.ts';
import { allVectors } from './live-vectors.ts';
import { PYTHON, pythonEnv, requirePython, startPython } from './start-python.ts';

requirePython();

function runPython(input: string, ...args: readonly string[]): { readonly output: string; readonly errors: string } {
  const { stdout, stderr } = spawnSync(PYTHON, args, { input, env: pythonEnv(''), encoding: 'utf8' });
  return { output: stdout, errors: stderr };
}

describe('ContextVerifier of Python, at the time of each vector,', () => {
  const vectors = allVectors();
  const { output, errors } = runPython(JSON.stringify(vectors), join(import.meta.dirname, 'judge_vectors.py'));

  test('judges all of them', () => {
    expect(errors).toBe('');
    expect(JSON.parse(output)).toHaveLength(vectors.length);
  });

  test.each(vectors.map((vector, index) => [vector.id, vector, index] as const))('%s', (_id, vector, index) => {
    expect((JSON.parse(output) as unknown[])[index]).toEqual(vector.expect);
  });
});

describe('ContextVerifier of Python is not made', () => {
  const key = { kty: 'oct', kid: 'k1', k: Buffer.from('0123456789abcdefghijklmnopqrstuv').toString('base64url') };
  const make = (changes: Record<string, unknown>): string => {
    const options = { issuer: 'acme-edge', audience: 'app', algorithm: 'HS256', keys: { keys: [key] }, ...changes };
    const program = `import json, sys; from portcullis_context import *
try: ContextVerifier(**json.load(sys.stdin)); print("made")
except ConfigurationError as error: print(error.code, error)`;
    return runPython(JSON.stringify(options), '-c', program).output;
  };

  test('unless it is: these options are good', () => {
    expect(make({})).toBe('made\n');
    expect(make({ keys: JSON.stringify({ keys: [key, { ...key, kid: 'k2' }] }) })).toBe('made\n');
  });

  test.each([
    ['an empty issuer', { issuer: '' }],
    ['an empty audience', { audience: '' }],
    ['another algorithm', { algorithm: 'none' }],
    ['more than 30 seconds', { clock_tolerance_seconds: 31 }],
    ['a prefix that is no path', { strips_prefix: 'app' }],
    ['a prefix with dots', { adds_prefix: '/..' }],
    ['keys that are no JSON', { keys: 'secret-text' }],
    ['keys that are no set', { keys: [key] }],
    ['no key', { keys: { keys: [] } }],
    ['a key without an id', { keys: { keys: [{ ...key, kid: undefined }] } }],
    ['an id that is used twice', { keys: { keys: [key, key] } }],
    ['a short secret', { keys: { keys: [{ ...key, k: 'c2hvcnQ' }] } }],
    ['a secret of one letter', { keys: { keys: [{ ...key, k: 'A'.repeat(43) }] } }],
    ['a secret that is no base64url', { keys: { keys: [{ ...key, k: `${key.k}=` }] } }],
    ['a key for another algorithm', { keys: { keys: [{ ...key, alg: 'HS512' }] } }],
    ['a key for encryption', { keys: { keys: [{ ...key, use: 'enc' }] } }],
    ['a secret where EdDSA is said', { algorithm: 'EdDSA' }],
    [
      'a private key',
      { algorithm: 'EdDSA', keys: { keys: [{ kty: 'OKP', crv: 'Ed25519', kid: 'e1', x: key.k, d: key.k }] } },
    ],
  ])('with %s', (_what, changes) => {
    const said = make(changes);
    expect(said).toMatch(/^ERR_CONFIGURATION /);
    expect(said).not.toContain('secret-text');
    expect(said).not.toContain(key.k);
  });
});

test('ContextVerifier of Python asks a store whether a context was used, last of all', () => {
  const vectors = ['good: signed in, HS256', 'binding: POST'].map((id) => allVectors().find((one) => one.id === id));
  const program = `import json, sys; from portcullis_context import *
used, answers = [], [True, False, None]
def claim(request_id, seconds):
    used.append((request_id, seconds))
    return answers.pop(0)
good, other = json.load(sys.stdin)
v = good["verifier"]
verifier = ContextVerifier(issuer=v["issuer"], audience=v["audience"], algorithm="HS256", keys=v["keys"], claim=claim, now=lambda: v["nowSeconds"])
for vector in (other, good, good, good):
    try: print(verifier.verify_request(**vector["request"]).user)
    except ContextError as error: print(error.code)
print(used)`;
  expect(runPython(JSON.stringify(vectors), '-c', program).output.split('\n').slice(0, 5)).toEqual([
    'ERR_CONTEXT_REQUEST_MISMATCH',
    'u-7',
    'ERR_CONTEXT_REPLAYED',
    'ERR_CONTEXT_REPLAYED',
    "[('request-1', 34), ('request-1', 34), ('request-1', 34)]",
  ]);
});

test('both middlewares of Python answer 503 where the store of used contexts fails, and do not ask the app', () => {
  const good = allVectors().find(({ id }) => id === 'good: signed in, HS256');
  const program = `import asyncio, json, sys; from portcullis_context import *; import asgi_middleware, wsgi_middleware
def claim(*_): raise OSError("the store is away")
good = json.load(sys.stdin)
v, request = good["verifier"], good["request"]
verifier = ContextVerifier(issuer=v["issuer"], audience=v["audience"], algorithm="HS256", keys=v["keys"], claim=claim, now=lambda: v["nowSeconds"])
async def asgi_app(*_): print("asked")
async def send(message): print(message.get("status", json.loads(message.get("body", b"{}")).get("code")))
path, _, query = request["target"].partition("?")
scope = {"type": "http", "method": request["method"], "raw_path": path.encode(), "query_string": query.encode(), "headers": [(n.lower().encode(), s.encode()) for n, s in request["headers"]]}
asyncio.run(asgi_middleware.ContextMiddleware(asgi_app, verifier)(scope, None, send))
environ = {"REQUEST_METHOD": request["method"], "RAW_URI": request["target"], **{"HTTP_" + n.upper().replace("-", "_"): s for n, s in request["headers"]}}
def start(status, headers): print(status, dict(headers)["Retry-After"])
body = wsgi_middleware.ContextMiddleware(lambda *_: print("asked"), verifier)(environ, start)
print(json.loads(b"".join(body))["code"])`;
  expect(runPython(JSON.stringify(good), '-c', program).output.trim().split('\n')).toEqual([
    '503',
    'unavailable',
    '503 Service Unavailable 1',
    'unavailable',
  ]);
});

const NO_EMPTY_QUERY = {
  ...USUALLY_LEFT_OUT,
  'ASGI does not say whether an empty query had its "?"': ({ id }) => id === 'binding: empty query',
} satisfies LeftOut;

describe.each([
  ['gunicorn', USUALLY_LEFT_OUT],
  ['uvicorn', NO_EMPTY_QUERY],
] as const)('%s', (name, leftOut: LeftOut) => {
  judgeVectors({ start: (keys) => startPython(name, keys), leftOut });
  judgeGuard((keys) => startPython(name, keys));

  test('is sent all vectors but these, which the verifier alone was given above', () => {
    expectLeftOut(leftOut, {
      ...(name === 'uvicorn' && { 'ASGI does not say whether an empty query had its "?"': ['binding: empty query'] }),
    });
  });
});

test('the ASGI middleware refuses a WebSocket without a context before it is accepted', () => {
  const good = allVectors().find(({ id }) => id === 'good: signed in, HS256');
  const program = `import asyncio, json, sys; from portcullis_context import *; from asgi_middleware import *
good = json.load(sys.stdin)
v = good["verifier"]
verifier = ContextVerifier(issuer=v["issuer"], audience=v["audience"], algorithm="HS256", keys=v["keys"], now=lambda: v["nowSeconds"])
async def app(scope, receive, send): print("asked by", scope["portcullis.context"].user)
async def send(message): print(message["type"])
for headers in ([], good["request"]["headers"]):
    scope = {"type": "websocket", "raw_path": b"/loads", "query_string": b"page=2", "headers": [(n.lower().encode(), s.encode()) for n, s in headers]}
    asyncio.run(ContextMiddleware(app, verifier)(scope, None, send))`;
  expect(runPython(JSON.stringify(good), '-c', program).output).toBe('websocket.close\nasked by u-7\n');
});

test('the WSGI middleware needs a server that says the target as it came', () => {
  const program = `from portcullis_context import *; from wsgi_middleware import *
app = ContextMiddleware(lambda *_: [b"asked"], None, open_paths={"/"})
for environ in ({"PATH_INFO": "/"}, {"PATH_INFO": "/x", "REQUEST_URI": "/"}):
    try: print(app(environ, None))
    except ConfigurationError as error: print(error)`;
  expect(runPython('', '-c', program).output).toBe(
    "the server says the request's target only decoded: use gunicorn, uWSGI or mod_wsgi\n[b'asked']\n",
  );
});

describe('ContextMiddleware of Python', () => {
  const answer = (environ: Record<string, string>, mountedAt = ''): string => {
    const program = `import json, sys; from wsgi_middleware import *
class Verifier:
    def verify(self, *_): return "context"
environ, mounted_at = json.load(sys.stdin)
app = lambda environ, start: [environ.get("portcullis.context", "open").encode()]
middleware = ContextMiddleware(app, Verifier(), {"/health"}, mounted_at)
print(b"".join(middleware({"REQUEST_METHOD": "GET", **environ}, lambda *_: None)).decode())`;
    return runPython(JSON.stringify([environ, mountedAt]), '-c', program).output.trim();
  };

  test.each(['/loads/admin', '/health'])('serves no path but the one that was verified: %s', (target) => {
    const moved = { RAW_URI: target, SCRIPT_NAME: '/loads', PATH_INFO: '/admin' };
    expect(answer(moved)).toContain('context_required');
    expect(answer({ RAW_URI: target, SCRIPT_NAME: '', PATH_INFO: target })).not.toContain('context_required');
  });

  test('knows where it is mounted', () => {
    const mounted = { RAW_URI: '/loads/admin', SCRIPT_NAME: '/loads', PATH_INFO: '/admin' };
    expect(answer(mounted, '/loads')).toBe('context');
    expect(answer({ ...mounted, SCRIPT_NAME: '' }, '/loads')).toContain('context_required');
  });
});
