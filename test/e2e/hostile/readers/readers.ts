import { join } from 'node:path';
import { freePort } from '@portcullis/cli/dev';
import express from 'express';
import { requireDebianPackages } from '../../../support/debian-packages.ts';
import { ofFile } from '../../../support/of-file.ts';
import { rawGet, sendRaw } from '../../../support/raw-http.ts';
import { nginxOfFile } from '../../nginx-of-file.ts';
import { PYTHON } from '../../verify-anywhere/start-python.ts';
import { startWatched } from '../../verify-anywhere/watched-process.ts';
import { namedRoute } from './named-route.ts';

/** Says which route of the rules a server takes a target for, or `null` where it answers with an error. */
export type Reader = (target: string) => string | null | Promise<string | null>;

/** As Tomcat, Jetty and Spring: path parameters go first, then one decoding, then back-slashes and dot segments. */
const tomcat: Reader = (target) => {
  const path = decoded(pathOf(target).replace(/;[^/]*/g, ''));
  return path === null ? null : namedRoute(path.replaceAll('\\', '/'));
};

/** As scripts in PHP that read the address they were asked for: decoded twice, and bytes that cannot be read are left out. */
const php: Reader = (target) => {
  const once = decodeURIComponent(lenient(pathOf(target)));
  const [path = ''] = lenient(once).split(/[?#]/);
  return namedRoute(decodeURIComponent(path).replaceAll('\ufffd', ''));
};

/** As servers of files on Windows: back-slashes are slashes, and names lose dots and spaces at their end. */
const windows: Reader = (target) => {
  const path = decoded(pathOf(target));
  const names = path?.replaceAll('\\', '/').split('/');
  return names === undefined
    ? null
    : namedRoute(names.map((name) => (/^\.+$/.test(name) ? name : name.replace(/[. ]+$/, ''))).join('/'));
};

/** As proxies that decode the path and put it into a URL again. */
const decodingProxy: Reader = (target) => {
  const path = decoded(pathOf(target));
  const again = path === null ? null : decoded(new URL(`http://h${path}`).pathname);
  return again === null ? null : namedRoute(again);
};

/** As apps of the days before UTF-8. */
const latin1: Reader = (target) =>
  namedRoute(
    pathOf(target).replace(/%([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
  );

/** Real servers, and some that read as others are known to. */
export async function startReaders(): Promise<Readonly<Record<string, Reader>>> {
  return {
    nginx: await startNginx(),
    express: await startExpress(),
    wsgi: await startWsgi(),
    tomcat,
    php,
    windows,
    decodingProxy,
    latin1,
  };
}

function pathOf(target: string): string {
  return target.split('?')[0] ?? '';
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

/** Broken encodings as they are, and bytes that are not UTF-8 as the sign for them. */
function lenient(path: string): string {
  return path
    .replace(/%(?![0-9A-F]{2})/gi, '%25')
    .replace(/(?:%[89A-F][0-9A-F])+/gi, (bytes) =>
      encodeURIComponent(Buffer.from(bytes.replaceAll('%', ''), 'hex').toString()),
    );
}

async function ask(port: number, target: string): Promise<string | null> {
  const { status, body } = await sendRaw(port, rawGet(target, 'localhost', ['Connection: close']));
  return status === 200 ? body : null;
}

async function startNginx(): Promise<Reader> {
  const port = await freePort();
  await nginxOfFile(
    'nginx-readings',
    port,
    () => `
  server {
    listen 127.0.0.1:${port};
    location ~* ^/admin(/|$) { return 200 admin; }
    location ~* ^/exact/?$ { return 200 exact; }
    location ~* ^/public(/|$) { return 200 public; }
    location ~* ^/shop/[^/]+/?$ { return 200 item; }
    location / { return 200 rest; }
  }`,
  );
  return (target) => ask(port, target);
}

async function startExpress(): Promise<Reader> {
  const app = express();
  app.use('/admin', (_request, response) => void response.send('admin'));
  app.all('/exact', (_request, response) => void response.send('exact'));
  app.use('/public', (_request, response) => void response.send('public'));
  app.all('/shop/:item', (_request, response) => void response.send('item'));
  app.use((_request, response) => void response.send('rest'));
  const port = await freePort();
  const server = app.listen(port, '127.0.0.1');
  ofFile(server, () => server.close());
  return (target) => ask(port, target);
}

/** The server of Python's own library: decodes as Latin-1, as WSGI has it (PEP 3333), and the app takes that for UTF-8. */
async function startWsgi(): Promise<Reader> {
  requireDebianPackages({ python3: PYTHON });
  const port = await freePort();
  ofFile(await startWatched(port, [PYTHON, join(import.meta.dirname, 'wsgi_reader.py'), String(port)]), (server) =>
    server.stop(),
  );
  return async (target) => {
    const path = await ask(port, target);
    return path === null ? null : namedRoute(Buffer.from(path, 'latin1').toString());
  };
}
