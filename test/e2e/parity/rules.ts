import { testRules } from '../../support/rules.ts';

const HOUR = 3600;
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Rules in which every control of the language stands, some open and some closed at `nowSeconds`. */
export function parityRules(originUrl: string, nowSeconds: number): string {
  const moment = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, 16)}Z`;
  const day = (seconds: number): string => `${DAYS[new Date(seconds * 1000).getUTCDay()]} 00:00-24:00 UTC`;
  const [yesterday, tomorrow] = [nowSeconds - 48 * HOUR, nowSeconds + 48 * HOUR];
  // Midnight must not fall into the test: each window holds for a day more than it needs.
  const open = `times: ["${day(nowSeconds - 24 * HOUR)}", "${day(nowSeconds)}", "${day(nowSeconds + 24 * HOUR)}"]`;
  const closed = `times: ["${day(nowSeconds + 72 * HOUR)}"]`;
  const routes = [
    'id: open, path: /open/**, access: public',
    'id: office, path: /office, access: { public: true, addresses: [office, branch] }',
    'id: app, path: /app/**, access: { roles: any }, limits: [plenty]',
    'id: owners, path: /app/owners, access: { roles: [owner], addresses: [office] }',
    'id: things, path: "/app/{thing}/edit", methods: [GET, POST], access: { roles: [owner, admin], actAs: allowed }, body: 1KiB',
    'id: never, path: /app/never, access: { roles: any, actAs: never }',
    'id: fresh, path: /app/fresh, access: { roles: [owner, reader], stepUp: { within: 15m, methods: [otp, hwk] } }',
    'id: small, path: /small, access: public, requestHeaders: 2KiB',
    'id: tenant, path: /tenant, access: { public: true, tenant: required }',
    'id: tls, path: /tls, access: { public: true, tls: "1.3" }',
    'id: country, path: /country, access: { public: true, countries: [DE, AT] }',
    'id: network, path: /network, access: { roles: any, asns: [64496] }',
    `id: week, path: /week, access: { public: true, ${open} }`,
    `id: closed, path: /closed, access: { public: true, ${closed} }`,
    `id: soon, path: /soon, access: { public: true, from: ${moment(tomorrow)} }`,
    `id: past, path: /past, access: { public: true, until: ${moment(yesterday)} }`,
    `id: between, path: /between, access: { roles: any, from: ${moment(yesterday)}, until: ${moment(tomorrow)} }`,
    'id: api, path: /api/**, access: { roles: any }, cors: { origins: ["https://portal.example"], credentials: true, headers: [content-type], expose: [x-total], maxAge: 10m }',
    'id: data, path: /data, access: public, cors: { origins: any, headers: [x-page] }',
    'id: watched, path: /watched/**, access: { roles: [owner], addresses: [office], tls: "1.3", actAs: never, stepUp: { within: 15m, methods: [otp] } }, limits: [plenty], mode: observe',
    'id: watched-api, path: /watched-api, access: public, cors: { origins: ["https://portal.example"], headers: [content-type] }, mode: { crossSite: observe }',
    'id: half, path: /half, access: { roles: [owner], addresses: [office] }, mode: { addresses: observe }',
    'id: scarce, path: /scarce, access: { roles: any }, limits: [scarce]',
    'id: dav, path: /dav/**, methods: [GET, PUT, COPY, MOVE], access: { roles: any }',
    'id: dav-owners, path: /dav/owners/**, methods: [GET, PUT], access: { roles: [owner] }',
    'id: recorded, path: /recorded, access: { roles: any }, revocation: strict',
  ];
  return testRules({
    origins: { app: originUrl },
    more: `
addresses:
  office: [10.0.0.0/8, "2001:db8:1::/48"]
  branch: [192.0.2.0/28]
  blocked: [203.0.113.0/24, "2001:db8:bad::/48"]
deny: { addresses: [blocked] }
limits:
  plenty: { quota: 100000 per 1m, by: [tenant, user] }
  scarce: { quota: 1 per 1h, by: [tenant, user] }`,
    routes: routes.map((route) => `${route}, audit: ${route.startsWith('id: recorded') ? 'required' : 'requests'}`),
  });
}
