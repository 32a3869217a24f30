import { request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, localPolicy } from '@portcullis/cli/dev';
import type { DevelopmentRule, Policy } from '@portcullis/rules/policy';
import { type Program, startProgram } from '../../examples/start/program.ts';
import { wikiCommand } from '../../examples/wiki/src/index.ts';
import { shippedPolicy } from './freight.ts';
import { startTestGateway, type TestGateway } from './gateway.ts';
import { folderOfFile, ofFile, originOfFile } from './of-file.ts';
import type { TestOrigin } from './origin.ts';
import { until } from './patience.ts';

/** The wiki of `npm start` behind the gateway, with its identity provider and the rules that ship. */
export interface Handbook {
  readonly gateway: TestGateway;
  /** `http://wiki.localhost:<port>`. */
  readonly url: string;
  readonly issuer: string;
  /** Where the wiki itself listens. */
  readonly wikiUrl: string;
  /** What the gateway asks in the place of the wiki, and passes everything on to it. */
  readonly origin: TestOrigin;
}

const SECRET = 'secret-of-the-demo-provider';

export async function handbookOfFile(): Promise<Handbook> {
  const folder = await folderOfFile('portcullis-handbook');
  const [gatewayPort, wikiPort, loginPort] = [await freePort(), await freePort(), await freePort()];
  const [wikiUrl, issuer] = [`http://127.0.0.1:${wikiPort}`, `http://127.0.0.1:${loginPort}`];
  const url = `http://wiki.localhost:${gatewayPort}`;
  await running(
    {
      name: 'the wiki',
      command: await wikiCommand(join(folder, 'wiki'), wikiPort),
      environment: {},
      onLine: null,
    },
    wikiUrl,
  );
  const environment = {
    PORT: String(loginPort),
    PROVIDER: 'cargoline',
    CLIENT_ID: 'freight-gateway',
    CLIENT_SECRET: SECRET,
    GATEWAY_URL: url,
    SIGNALS_URL: `http://localhost:${gatewayPort}`,
  };
  const main = fileURLToPath(new URL('../../examples/wiki/src/login-main.ts', import.meta.url));
  await running({ name: 'the identity provider', command: [main], environment, onLine: null }, issuer);
  const origin = await originOfFile((incoming, response) => {
    const { method = 'GET', url: path = '/', headers } = incoming;
    const onward = request(`${wikiUrl}${path}`, { method, headers }, (reply) => {
      response.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(response);
    });
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  });
  const gateway = await startTestGateway({
    port: gatewayPort,
    rules: (port) =>
      localPolicy(placed(shippedPolicy(), { identityIssuers: { cargoline: issuer } }), {
        port,
        originUrls: { wiki: origin.url },
      }),
    settings: { CARGOLINE_CLIENT_SECRET: SECRET },
  });
  return ofFile({ gateway, url, issuer, wikiUrl, origin }, () => gateway.stop());
}

function placed(policy: Policy, changes: Partial<DevelopmentRule>): Policy {
  const { development } = policy;
  return development === undefined ? policy : { ...policy, development: { ...development, ...changes } };
}

async function running(program: Program, url: string): Promise<void> {
  ofFile(startProgram(program), (child) => child.kill('SIGTERM'));
  await until(() =>
    fetch(url).then(
      () => true,
      () => undefined,
    ),
  );
}
