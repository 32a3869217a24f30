/** What `npm start` says once everything answers. */
export function welcome(gatewayPort: number, appPort: number): string {
  const base = `http://localhost:${gatewayPort}`;
  const row = (what: string, url: string, note: string): string => `    ${what.padEnd(9)} ${url.padEnd(30)} ${note}`;
  return `
  Portcullis stands in front of two apps.

${[
  row('Cargoline', base, 'a freight app with the SDK: it signs people in, and verifies contexts'),
  row('', `http://acme.localhost:${gatewayPort}`, 'the same with the tenant in the host; also globex'),
  row('', `http://localhost:${appPort}`, 'the app itself, which refuses what did not come through the gateway'),
  row(
    'handbook',
    `http://wiki.localhost:${gatewayPort}`,
    'TiddlyWiki, unchanged: the gateway signs people in by a demo provider',
  ),
].join('\n')}

  Cargoline's accounts: owner@ dispatcher@ accounting@ driver@ read_only@, each at acme.example and globex.example
  Password: portcullis-demo                                 Second factor: npm run code -- owner@acme.example
  The handbook's sign-in page lists its own.

  Four things to try:

  1. A request that is refused, and why (the line above it in this log names the rule):
       curl -i ${base}/invoices

  2. The same page for two roles: sign in at ${base}/sign-in as dispatcher@acme.example and open
     /invoices (refused), then as accounting@acme.example (served).

  3. A revocation that ends a session while you watch: keep a page open, and run
       curl -X POST ${base}/.portcullis/v1/revocations \\
         -H "Authorization: Bearer $(npx portcullis mint admin --scope revoke)" \\
         -H "Content-Type: application/json" \\
         -d '{"tenant":"acme","user":"accounting@acme.example","reason":"left the company"}'

  4. An app that knows no accounts: open http://wiki.localhost:${gatewayPort}, sign in as owner@globex.example, and open
     its rates, which ask for a second factor.

  Ctrl-C ends everything.
`;
}
