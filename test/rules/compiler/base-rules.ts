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

/** The base rules with the one occurrence of `find` replaced. */
export function edited(find: string, replacement: string): string {
  const first = BASE_RULES.indexOf(find);
  if (first === -1 || BASE_RULES.indexOf(find, first + 1) !== -1)
    throw new Error(`not exactly one occurrence: ${find}`);
  return BASE_RULES.replace(find, () => replacement);
}

/** Files beside the base rules. */
export function readBaseFile(relativePath: string): string {
  if (relativePath === 'addresses/none.txt') return '# nobody yet\n';
  throw new Error('there is no such file');
}
