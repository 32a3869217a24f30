import { BROWSER_ENDPOINTS, DEVICE_ENDPOINTS, GATEWAY_PREFIX, type Refusal, refuse } from '@portcullis/rules/engine';
import { Hono } from 'hono/tiny';
import type { RoutedExchange } from '../pipeline/exchange.ts';
import { listActing, requestActing, showActing, startActing } from './act-as.ts';
import { refreshDevice, registerDevice } from './device.ts';
import { type EndpointEnv, endWith } from './endpoint.ts';
import { listGuests } from './guests.ts';
import { health, jwks, ready } from './health.ts';
import { metrics } from './metrics.ts';
import { listReports } from './report-counts.ts';
import { report } from './reports.ts';
import { listRevocations, revoke } from './revocations.ts';
import { answerScim } from './scim/index.ts';
import { deleteSession, getSession } from './session.ts';
import { sessionScript } from './session-script.ts';
import { endSessions, listSessions, listTenantSessions } from './sessions.ts';
import { chooseProvider, finishSignIn, startSignIn } from './sign-in.ts';
import { signedOut, signOut } from './sign-out.ts';
import { listSignals, takeGlobalRevocation, takeLogoutToken, takeSecurityEvent } from './signals/index.ts';
import { exportState, importState } from './state.ts';
import { deleteTenantPolicy, getTenantPolicy, listTenants, putTenantPolicy } from './tenant-policy.ts';
import { createToken, deleteToken, listTokens, rotateToken } from './tokens.ts';

const app = new Hono<EndpointEnv>().basePath(GATEWAY_PREFIX);
app.get('/health', health);
app.get('/ready', ready);
app.get('/jwks.json', jwks);
app.get('/session', getSession);
app.delete('/session', deleteSession);
app.get('/session.js', sessionScript);
app.get('/sessions', listSessions);
app.delete('/sessions', endSessions);
app.post(DEVICE_ENDPOINTS.registration, registerDevice);
app.post(DEVICE_ENDPOINTS.refresh, refreshDevice);
app.get('/v1/tenants/:tenant/sessions', listTenantSessions);
app.get('/v1/tenants/:tenant/guests', listGuests);
app.get(BROWSER_ENDPOINTS.signIn, chooseProvider);
app.get(`${BROWSER_ENDPOINTS.signIn}/:provider`, startSignIn);
app.get(`${BROWSER_ENDPOINTS.signIn}/:provider/callback`, finishSignIn);
app.post(BROWSER_ENDPOINTS.signOut, signOut);
app.get(BROWSER_ENDPOINTS.signedOut, signedOut);
app.post(BROWSER_ENDPOINTS.reports, report);
app.get('/act-as', showActing);
app.post('/act-as', startActing);
app.post('/v1/act-as', requestActing);
app.get('/v1/tenants/:tenant/act-as', listActing);
app.get('/v1/tenants/:tenant/tokens', listTokens);
app.post('/v1/tenants/:tenant/tokens', createToken);
app.delete('/v1/tenants/:tenant/tokens/:id', deleteToken);
app.post('/v1/tenants/:tenant/tokens/:id/rotate', rotateToken);
app.get('/v1/revocations', listRevocations);
app.post('/v1/revocations', revoke);
app.get('/v1/tenants/:tenant/policy', getTenantPolicy);
app.put('/v1/tenants/:tenant/policy', putTenantPolicy);
app.delete('/v1/tenants/:tenant/policy', deleteTenantPolicy);
app.get('/v1/tenants', listTenants);
app.get('/v1/state', exportState);
app.post('/v1/state', importState);
app.get('/v1/reports', listReports);
app.get('/v1/metrics', metrics);
app.get('/v1/signals', listSignals);
app.post('/signals/:provider/logout', takeLogoutToken);
app.post('/signals/:provider/revoke', takeGlobalRevocation);
app.post('/signals/:provider/events', takeSecurityEvent);
app.all('/scim/v2/:provider/*', answerScim);
app.notFound((context) => endWith(context, refuse('no_route')));
app.onError((error, context) =>
  endWith(context, refuse('internal_error', null, { detail: `${error.name}: ${error.message}` })),
);

/** Answers for one of the gateway's own endpoints, found by the canonical URL. Endpoints read everything else from the exchange. */
export async function answerEndpoint(exchange: RoutedExchange): Promise<Response | Refusal> {
  const { target } = exchange.decision.request;
  const { method } = exchange.request;
  const request = new Request(`${target.scheme}://${target.host}${target.path}${target.query}`, { method });
  const env: EndpointEnv['Bindings'] = { exchange, refusal: null };
  const response = await app.fetch(request, env);
  return env.refusal ?? response;
}
