/** Small rules without a problem. Tests break one thing at a time. */
export const BASE_RULES = `version: 1
gateway: acme-edge
hosts: ["{tenant}.app.example.com", app.example.com]
clientAddress: cloudflare
roles: [owner, admin, driver]
addresses:
  office: [203.0.113.0/24, "2001:db8:1::/48"]
  none: { file: addresses/none.txt }
deny: { addresses: [none] }
limits:
  sign-in: { quota: 5 per 1m, by: [address], count: failures }
  api: { quota: 600 per 1m, by: [tenant, user] }
origins:
  app:
    url: https://app-origin.example.com
    keys: ORIGIN_APP_KEYS
    context: HS256
session: { lifetime: 15m }
headers: strict
routes:
  - { id: assets, path: /assets/**, methods: [GET], access: public }
  - { id: sign-in, path: /sign-in, methods: [POST], access: public, signIn: true, limits: [sign-in] }
  - id: invoices
    path: /invoices/{id}
    methods: [GET, POST]
    access:
      roles: [owner, admin]
      stepUp: { within: 15m, methods: [otp] }
      addresses: [office]
      actAs: never
    limits: [api]
development:
  hosts: ["localhost:8787"]
  origins: { app: "http://localhost:8788" }
`;

/** The base rules with the gateway's pages and one more route of each kind, so that every key stands somewhere. */
export const EVERY_KEY_RULES = edited(
  'development:\n',
  `  - id: reports
    path: /reports/**
    methods: [GET, QUERY]
    access:
      roles: [driver]
      tenant: required
      tls: "1.3"
      countries: [DE, AT]
      asns: [64496, 64497]
      times: ["mon-fri 08:00-18:00 UTC+01:00", "sat 09:00-12:00 UTC"]
      from: 2026-12-01T08:00Z
      until: 2026-12-31T18:00Z
    origin: app
    cors: { origins: ["https://portal.example.com"], credentials: true, headers: [content-type], expose: [x-total], maxAge: 10m }
    requestHeaders: 8KiB
    body: 2MiB
    timeout: 20s
    cache: private
    headers: { frameAncestors: ["'self'"] }
    whenStateUnavailable: { stale: 60s }
    mode: { conditions: observe, crossSite: enforce }
  - id: prices
    path: /prices
    methods: [GET]
    access: { public: true, countries: [CH] }
    cors: { origins: any }
    limits: [sign-in]
    signIn: true
    revocation: within 1s
    audit: requests
    whenStateUnavailable: open
    mode: observe
pages:
  name: Acme Freight
  logo: brand/logo.svg
  color: "#0B6E4F"
  support: { email: help@acme.example }
  links:
    - { text: Status, url: https://status.acme.example }
    - { text: Privacy, url: "https://www.acme.example/privacy?lang=en#top" }
development:
`,
);

/** The base rules, or others, with the one occurrence of `find` replaced. */
export function edited(find: string, replacement: string, rules: string = BASE_RULES): string {
  const first = rules.indexOf(find);
  if (first === -1 || rules.indexOf(find, first + 1) !== -1) throw new Error(`not exactly one occurrence: ${find}`);
  return rules.replace(find, () => replacement);
}

const LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 8l4-8 4 8z"/></svg>';

/** Files beside the base rules. */
export function readBaseFile(relativePath: string): string {
  if (relativePath === 'addresses/none.txt') return '# nobody yet\n';
  if (relativePath === 'brand/logo.svg') return LOGO;
  if (relativePath === 'brand/script.svg') return LOGO.replace('<path', '<script>1</script><path');
  if (relativePath === 'brand/linked.svg') return LOGO.replace('<path', '<image href="https://a.example/"/><path');
  if (relativePath === 'brand/large.svg') return `${LOGO}${' '.repeat(16_384)}`;
  if (relativePath === 'brand/logo.gif') return 'GIF89a';
  throw new Error('there is no such file');
}
