import {
  corsAnswer,
  createDecision,
  decideCrossSite,
  type RequestFacts,
  type Session,
  setSession,
  settleControl,
} from '../../../engine/index.ts';
import type { RouteRule } from '../../../policy/index.ts';
import { BARE_FACTS, type DecidingRoute, type EffectiveRoute, type Site } from '../axis/index.ts';

/** A site that no rules name. */
const OTHER_ORIGIN = 'https://elsewhere.invalid';
/** Takes the place of the gateway's host, which a site does not fix. */
const SOME_HOST = 'gateway.invalid';

/** What requests of a class may carry. */
export type Carried = 'session' | 'token';

const SESSION: Session = {
  user: 'probe',
  tenant: 'probe',
  roles: [],
  id: 'probe',
  issuedAtSeconds: 0,
  expiresAtSeconds: 0,
  authenticatedAtSeconds: 0,
  authenticationMethods: [],
  actAs: null,
};
const PROBES: Readonly<Record<Carried, Session>> = {
  session: SESSION,
  token: { ...SESSION, token: { scheme: 'bearer', addresses: null } },
};

/** Every kind of site that one of the routes may distinguish in requests of the method. */
export function sitesOf(routes: readonly DecidingRoute[], method: string): readonly Site[] {
  const senders = method === 'POST' ? routes.flatMap(({ rule }) => rule.formPosts) : [];
  const forms = senders.length > 0 ? [false, true] : [false];
  const listed = new Set([...routes.flatMap(({ rule }) => callers(rule)), ...senders.filter(isOrigin)]);
  const origins: readonly Site['origin'][] = [
    'absent',
    'own',
    ...[...listed].toSorted().map((origin) => ({ listed: origin })),
    'other',
    'opaque',
  ];
  return [false, true].flatMap((upgrades) =>
    origins.flatMap((origin) =>
      ([null, 'same-origin', 'cross-site'] as const).flatMap((fetchSite) =>
        [false, true]
          .filter((navigates) => !navigates || !upgrades)
          .flatMap((navigates) => forms.map((form) => ({ origin, fetchSite, navigates, form, upgrades }))),
      ),
    ),
  );
}

function callers({ cors }: RouteRule): readonly string[] {
  return cors === null || cors.origins === 'any' ? [] : cors.origins;
}

/** Neither `any` nor `null`. */
function isOrigin(sender: string): boolean {
  return sender.startsWith('https://');
}

/** The route in effect for requests from the site, as the engine's own cross-site policy judges them. */
export function effectiveRoute(
  deciding: DecidingRoute,
  { site, method, carried }: { readonly site: Site; readonly method: string; readonly carried: Carried },
): EffectiveRoute {
  const { engine, rule, preflight } = deciding;
  const decision = Object.assign(createDecision(siteFacts(site, method, preflight)), { route: rule, preflight });
  setSession(decision, { kind: 'verified', session: PROBES[carried] });
  const passesCrossSite = settleControl(decision, decideCrossSite(decision), 'crossSite') === null;
  const answer = corsAnswer(decision);
  const readAccess = answer === null || preflight ? 0 : answer.rule.credentials ? 2 : 1;
  return { engine, rule, preflight, passesCrossSite, ignoresSession: decision.session.kind === 'none', readAccess };
}

/** Headers by which a browser names the site. */
export function siteHeaders(
  { origin, fetchSite, navigates, form, upgrades }: Site,
  host: string,
): Record<string, string> {
  const text = originText(origin, host);
  return {
    ...(text === null ? {} : { origin: text }),
    ...(fetchSite === null ? {} : { 'sec-fetch-site': fetchSite }),
    ...(navigates ? { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' } : {}),
    ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    ...(upgrades ? { upgrade: 'websocket' } : {}),
  };
}

function originText(origin: Site['origin'], host: string): string | null {
  if (typeof origin === 'object') return origin.listed;
  return { absent: null, own: `https://${host}`, opaque: 'null', other: OTHER_ORIGIN }[origin];
}

function siteFacts(site: Site, method: string, preflight: boolean): RequestFacts {
  const headers = siteHeaders(site, SOME_HOST);
  return {
    method: preflight ? 'OPTIONS' : method,
    target: { scheme: 'https', host: SOME_HOST, path: '/', query: '' },
    ...BARE_FACTS,
    upgradesToWebSocket: site.upgrades,
    fetchSite: site.fetchSite,
    fetchMode: headers['sec-fetch-mode'] ?? null,
    fetchDest: headers['sec-fetch-dest'] ?? null,
    origin: headers['origin'] ?? null,
    postsForm: site.form,
    requestedMethod: preflight ? method : null,
  };
}
