import { MAX_PLAIN_TARGET_CHARACTERS } from '../../context/names.ts';
import { targetClaim } from '../../target-claim.ts';
import type { Bench, Changes, Recipe } from './bench.ts';
import type { ContextCheck } from './checks.ts';

/** Contexts that are signed well and say what no gateway says, or what does not fit the request. */
export const WRONG_CLAIMS: readonly Recipe[] = [
  claim('expired', 'expiry', 'a context that has expired', ({ nowSeconds }) => ({
    iat: nowSeconds - 120,
    exp: nowSeconds - 65,
  })),
  claim('no_expiry', 'lifetime', 'a context without an end', () => ({ exp: undefined })),
  claim('long_lived', 'lifetime', 'a context that is good for a day', ({ nowSeconds }) => ({
    exp: nowSeconds + 86_400,
  })),
  claim('issued_in_the_future', 'future', 'a context that was issued in the future', ({ nowSeconds }) => ({
    iat: nowSeconds + 90,
    exp: nowSeconds + 145,
  })),
  claim('other_issuer', 'issuer', 'a context of another gateway', () => ({ iss: 'some-other-gateway' })),
  claim('no_issuer', 'issuer', 'a context of no gateway', () => ({ iss: undefined })),
  claim('other_audience', 'audience', 'a context for another app', () => ({ aud: 'some-other-app' })),
  claim('no_audience', 'audience', 'a context for no app', () => ({ aud: undefined })),
  claim('version_2', 'version', 'a context of version 2', () => ({ v: 2 })),
  claim('no_version', 'version', 'a context of no version', () => ({ v: undefined })),
  claim('roles_without_user', 'claims', 'a context with roles and without a user', () => ({
    ...NO_SESSION,
    roles: ['owner', 'admin'],
  })),
  claim('user_without_tenant', 'claims', 'a context of a user without a tenant', ({ nowSeconds }) => ({
    ...{ sub: 'somebody', roles: [], amr: ['pwd'], auth_time: nowSeconds, sid: 'some-session' },
    tid: undefined,
  })),
  claim('other_method', 'method', 'a context for another method', ({ request }) => ({
    htm: request.method === 'GET' ? 'POST' : 'GET',
  })),
  claim('other_path', 'path', 'a context for another path', ({ target }) => {
    const [path = '', query] = target.split(/(?=\?)/);
    return named(`${path}${path.endsWith('/') ? '' : '/'}other${query ?? ''}`);
  }),
  claim('no_target', 'path', 'a context for no path', () => ({ htu: undefined, htd: undefined })),
  claim('other_query', 'query', 'a context for another query', ({ target }) =>
    named(`${target}${target.includes('?') ? '&' : '?'}other=1`),
  ),
  claim('other_long_query', 'query', 'a context for another query, a long one', ({ target }) =>
    named(`${target}${target.includes('?') ? '&' : '?'}other=${'1'.repeat(MAX_PLAIN_TARGET_CHARACTERS)}`),
  ),
  { ...claim('other_host', 'host', 'a context for another host', otherHost), needs: 'host' },
  {
    ...claim('other_tenant', 'tenant', 'a context of another tenant', ({ otherTenant, nowSeconds }) => ({
      ...{ sub: 'somebody', roles: [], amr: ['pwd'], auth_time: nowSeconds, sid: 'some-session' },
      tid: otherTenant,
    })),
    needs: 'other tenant',
  },
  {
    name: 'host_absent',
    check: 'host',
    what: 'a good context without X-Forwarded-Host',
    needs: 'host',
    make: async ({ carrying, signed }) => carrying(await signed()).filter(([name]) => name !== 'x-forwarded-host'),
  },
  {
    name: 'host_doubled',
    check: 'host',
    what: 'a good context with a second X-Forwarded-Host',
    needs: 'host',
    make: async (bench) => [...bench.carrying(await bench.signed()), ['x-forwarded-host', otherHost(bench).hth]],
  },
  type('type_role', 'a role cookie', 'role+jwt'),
  type('type_grant', 'a session grant', 'session-grant+jwt'),
  type('type_admin', 'an admin token', 'admin+jwt'),
  type('type_jwt', 'any JWT', 'JWT'),
  type('type_absent', 'a token of no type', undefined),
];

const NO_SESSION = { sub: undefined, sid: undefined, amr: undefined, auth_time: undefined, act: undefined };

function otherHost({ request }: Bench): { readonly hth: string } {
  return { hth: `other.${request.host}` };
}

/** As the gateway would name this target. */
async function named(target: string): Promise<Changes> {
  return { htu: undefined, htd: undefined, ...(await targetClaim(target)) };
}

function claim(
  name: string,
  check: ContextCheck,
  what: string,
  changes: (bench: Bench) => Changes | Promise<Changes>,
): Recipe {
  return { name, check, what, make: async (bench) => bench.carrying(await bench.signed(await changes(bench))) };
}

function type(name: string, what: string, typ: string | undefined): Recipe {
  const make: Recipe['make'] = async ({ carrying, signed }) => carrying(await signed({}, { typ }));
  return { name, check: 'type', what: `${what} in the place of a context`, make };
}
