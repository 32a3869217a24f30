import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
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
import { wikiCommand } from '../wiki/src/index.ts';
import { type Program, startProgram } from './program.ts';
import { welcome } from './welcome.ts';

/** `npm start`: the gateway in front of two example apps, on this machine. */

const RULES_FILE = 'rules/gateway.yaml';
const GATEWAY_PORT = 8787;
const APP_PORT = 8788;
const WIKI_PORT = 8789;
const LOGIN_PORT = 8790;
const PORTS = [
  [GATEWAY_PORT, 'the gateway'],
  [APP_PORT, 'the example app'],
  [WIKI_PORT, 'the wiki'],
  [LOGIN_PORT, 'the identity provider'],
] as const;
/** The provider's id in the rules. */
const PROVIDER = 'cargoline';
const START_DEADLINE_MS = 15_000;
/** Of the gateway's own files, and of the wiki's pages. */
const FOLDER = join(PROJECT_ROOT, '.portcullis');

const programs: ChildProcess[] = [];

process.chdir(PROJECT_ROOT);
const policy = compileRules();
await requirePorts();
const settings = await ensureDevVars(PROJECT_ROOT, policy);
programs.push(...[app(), await wiki(), login()].map(startProgram));
const gateway = await startGateway({
  policy,
  port: GATEWAY_PORT,
  settings,
  folder: join(FOLDER, 'gateway'),
  keepState: true,
  onLog: (line) => console.log(shortLogLine(line)),
}).catch((error: unknown) => end(error instanceof Error ? error.message : String(error)));
stopOnSignals(async () => {
  stopPrograms();
  await gateway.stop();
});
await Promise.all([
  waitFor(`http://localhost:${APP_PORT}/health`, 'The example app does not answer.'),
  waitFor(`http://localhost:${WIKI_PORT}/`, 'The wiki does not answer.'),
  waitFor(`http://127.0.0.1:${LOGIN_PORT}/.well-known/openid-configuration`, 'The identity provider does not answer.'),
]);
await waitFor(`http://localhost:${GATEWAY_PORT}/health`, 'The example app does not answer through the gateway.');
console.log(welcome(GATEWAY_PORT, APP_PORT));

/** Cargoline, which signs people in itself, and verifies contexts with the SDK. It gets the one secret that it shares with the gateway. */
function app(): Program {
  return {
    name: 'the example app',
    command: [script('../freight/src/main.ts')],
    environment: {
      PORT: String(APP_PORT),
      PORTCULLIS_ISSUER: policy.gateway,
      ORIGIN_FREIGHT_KEYS: settings['ORIGIN_FREIGHT_KEYS'],
    },
    onLine: (line) => console.log(`${new Date().toISOString().slice(11, 19)} app   ${line}`),
  };
}

/** TiddlyWiki, which has no sign-in and no SDK. */
async function wiki(): Promise<Program> {
  return {
    name: 'the wiki',
    command: await wikiCommand(join(FOLDER, 'wiki'), WIKI_PORT),
    environment: {},
    onLine: null,
  };
}

/** By which the gateway signs the wiki's readers in. */
function login(): Program {
  const client = policy.providers[PROVIDER]?.client;
  if (client?.proof.kind !== 'secret') return end(`${RULES_FILE}: ${PROVIDER} needs a client secret.`);
  return {
    name: 'the identity provider',
    command: [script('../wiki/src/login-main.ts')],
    environment: {
      PORT: String(LOGIN_PORT),
      PROVIDER,
      CLIENT_ID: client.id,
      CLIENT_SECRET: settings[client.proof.secret],
      GATEWAY_URL: `http://wiki.localhost:${GATEWAY_PORT}`,
      SIGNALS_URL: `http://localhost:${GATEWAY_PORT}`,
    },
    onLine: null,
  };
}

function script(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

function compileRules(): Policy {
  const compiled = compileRulesFile(RULES_FILE);
  if (compiled.ok) return compiled.policy;
  return end(
    `${formatProblems(compiled.problems)}\n\nNothing was started: fix ${RULES_FILE} and run "npm start" again.`,
  );
}

async function requirePorts(): Promise<void> {
  for (const [port, what] of PORTS) {
    if (!(await isPortFree(port)))
      end(
        `Port ${port}, which ${what} needs, is in use. Stop the program that listens there and run "npm start" again.`,
      );
  }
}

async function waitFor(url: string, otherwise: string): Promise<void> {
  const until = Date.now() + START_DEADLINE_MS;
  while (Date.now() < until) {
    const answered = await fetch(url).then(
      (response) => response.ok || response.status === 401,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  end(otherwise);
}

function stopPrograms(): void {
  for (const program of programs) program.kill('SIGTERM');
}

function end(message: string): never {
  stopPrograms();
  console.error(message);
  process.exit(1);
}
