import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  ensureDevVars,
  isPortFree,
  PROJECT_ROOT,
  shortLogLine,
  startGateway,
  stopOnSignals,
} from '@portcullis/cli/dev';
import { compileRulesFile, formatProblems } from '@portcullis/rules/compiler';
import type { Policy } from '@portcullis/rules/policy';

/** `npm start`: the gateway in front of the example app, on this machine. */

const RULES_FILE = 'rules/gateway.yaml';
const GATEWAY_PORT = 8787;
const APP_PORT = 8788;
const START_DEADLINE_MS = 15_000;

process.chdir(PROJECT_ROOT);
const policy = compileRules();
await requirePorts();
const settings = await ensureDevVars(PROJECT_ROOT, policy);
const app = startApp(policy, settings);
await waitFor(`http://localhost:${APP_PORT}/health`, 'The example app does not answer.');
const gateway = await startGateway({
  policy,
  port: GATEWAY_PORT,
  settings,
  folder: join(PROJECT_ROOT, '.portcullis', 'gateway'),
  keepState: true,
  onLog: (line) => console.log(shortLogLine(line)),
}).catch((error: unknown) => {
  app.kill('SIGTERM');
  return end(error instanceof Error ? error.message : String(error));
});
stopOnSignals(async () => {
  app.kill('SIGTERM');
  await gateway.stop();
});
await waitFor(`http://localhost:${GATEWAY_PORT}/health`, 'The example app does not answer through the gateway.');
console.log(welcome());

function compileRules(): Policy {
  const compiled = compileRulesFile(RULES_FILE);
  if (compiled.ok) return compiled.policy;
  return end(
    `${formatProblems(compiled.problems)}\n\nNothing was started: fix ${RULES_FILE} and run "npm start" again.`,
  );
}

async function requirePorts(): Promise<void> {
  for (const [port, what] of [
    [GATEWAY_PORT, 'the gateway'],
    [APP_PORT, 'the example app'],
  ] as const) {
    if (!(await isPortFree(port)))
      end(
        `Port ${port}, which ${what} needs, is in use. Stop the program that listens there and run "npm start" again.`,
      );
  }
}

function startApp(rules: Policy, all: Readonly<Record<string, string>>): ReturnType<typeof spawn> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('src/main.ts', import.meta.url))], {
    // The app gets the one secret that it shares with the gateway, and no other.
    env: {
      PATH: process.env['PATH'],
      PORT: String(APP_PORT),
      PORTCULLIS_ISSUER: rules.gateway,
      ORIGIN_FREIGHT_KEYS: all['ORIGIN_FREIGHT_KEYS'],
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) =>
      console.log(`${new Date().toISOString().slice(11, 19)} app   ${line}`),
    );
  }
  child.once('exit', (code) => {
    if (code !== null && code !== 0) console.error(`The example app ended with exit code ${code}.`);
  });
  return child;
}

async function waitFor(url: string, otherwise: string): Promise<void> {
  const until = Date.now() + START_DEADLINE_MS;
  while (Date.now() < until) {
    const answered = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  app.kill('SIGTERM');
  end(otherwise);
}

function end(message: string): never {
  console.error(message);
  process.exit(1);
}

function welcome(): string {
  const base = `http://localhost:${GATEWAY_PORT}`;
  return `
  Portcullis stands in front of the example app "Cargoline".

    gateway   ${base}                     the tenant comes from the session
              http://acme.localhost:${GATEWAY_PORT}                the tenant comes from the host; also globex
    app       http://localhost:${APP_PORT}                     refuses requests that did not come through the gateway

  Accounts: owner@ dispatcher@ accounting@ driver@ read_only@, each at acme.example and globex.example
  Password: portcullis-demo                                 Second factor: npm run code -- owner@acme.example

  Three things to try:

  1. A request that is refused, and why (the line above it in this log names the rule):
       curl -i ${base}/invoices

  2. The same page for two roles: sign in at ${base}/sign-in as dispatcher@acme.example and open
     /invoices (refused), then as accounting@acme.example (served).

  3. A revocation that ends a session while you watch: keep a page open, and run
       curl -X POST ${base}/.portcullis/v1/revocations \\
         -H "Authorization: Bearer $(npx portcullis mint admin --scope revoke)" \\
         -H "Content-Type: application/json" \\
         -d '{"tenant":"acme","user":"accounting@acme.example","reason":"left the company"}'

  Ctrl-C ends both.
`;
}
