import type { HstsRule, RouteRule } from '@portcullis/rules/policy';
import { STYLE_HASH } from '../pages/index.ts';

type HeaderList = readonly (readonly [name: string, value: string])[];

/** Security headers of everything that the gateway itself answers: refusals and its own endpoints. */
export const GATEWAY_HEADERS: HeaderList = [
  [
    'content-security-policy',
    `default-src 'none'; style-src '${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  ],
  ['x-frame-options', 'DENY'],
  ['x-content-type-options', 'nosniff'],
  ['referrer-policy', 'no-referrer'],
  ['permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
];

const FRAME_ANCESTORS = /(?:^|; )frame-ancestors ([^;]+)/;
const refusalSets = new WeakMap<RouteRule['headers'], HeaderList>();

/** Security headers of a refusal: where the rules let pages frame a route, its refusals may stand in their frames, too. */
export function refusalHeaders(route: RouteRule | null): HeaderList {
  if (route === null) return GATEWAY_HEADERS;
  const known = refusalSets.get(route.headers);
  if (known !== undefined) return known;
  const made = framedAs(route.headers);
  refusalSets.set(route.headers, made);
  return made;
}

/** Of a host whose rules say nothing of https, or leave it to the origin, the gateway says nothing either. */
export function transportHeaders(hsts: HstsRule | null): HeaderList {
  const value = hsts?.value ?? 'none';
  return value === 'origin' || value === 'none' ? [] : [['strict-transport-security', value]];
}

function framedAs({ plans }: RouteRule['headers']): HeaderList {
  const sent = new Map(plans.page.sets.map(({ name, value }) => [name, value]));
  const ancestors = FRAME_ANCESTORS.exec(sent.get('content-security-policy') ?? '')?.[1];
  if (ancestors === undefined || ancestors === "'none'") return GATEWAY_HEADERS;
  const options = sent.get('x-frame-options');
  return GATEWAY_HEADERS.flatMap(([name, value]) => {
    if (name === 'content-security-policy')
      return [[name, value.replace(FRAME_ANCESTORS, `; frame-ancestors ${ancestors}`)]];
    if (name !== 'x-frame-options') return [[name, value]];
    return options === undefined ? [] : [[name, options]];
  });
}
