import { freePort } from '@portcullis/cli/dev';
import { requireDebianPackages } from '../../support/debian-packages.ts';
import { examplePath, type VerifyingServer, type Who } from './verifying-server.ts';
import { startWatched } from './watched-process.ts';

const SERVERS = {
  gunicorn: (port: number) => ['/usr/bin/gunicorn', '--bind', `127.0.0.1:${port}`, 'recorded_app:wsgi_app'],
  uvicorn: (port: number) => ['/usr/bin/uvicorn', '--port', String(port), 'recorded_app:asgi_app'],
} as const;

/** The Python of Debian, with its packages: another one in the path would not know them. */
export const PYTHON = '/usr/bin/python3';

export function requirePython(): void {
  const modules = '/usr/lib/python3/dist-packages';
  requireDebianPackages({
    'python3-jwt': `${modules}/jwt`,
    'python3-cryptography': `${modules}/cryptography`,
    gunicorn: '/usr/bin/gunicorn',
    uvicorn: '/usr/bin/uvicorn',
  });
}

/** Settings of Python with the examples at hand. */
export function pythonEnv(keys: string): Record<string, string> {
  const path = `${examplePath('python')}:${import.meta.dirname}`;
  return { PYTHONPATH: path, PYTHONDONTWRITEBYTECODE: '1', ORIGIN_APP_KEYS: keys };
}

/** The middleware in a real server; the app is in the same process. */
export async function startPython(server: keyof typeof SERVERS, keys: string): Promise<VerifyingServer> {
  requirePython();
  const port = await freePort();
  // gunicorn reads its settings, and with them the hook, from where it is started.
  const started = await startWatched(port, SERVERS[server](port), {
    env: pythonEnv(keys),
    folder: examplePath('python'),
  });
  const found = (pattern: RegExp): string[] => started.lines.flatMap((line) => pattern.exec(line)?.[1] ?? []);
  return {
    port,
    refusals: () => found(/^Refused: (\S+)/),
    asked: () => found(/^asked (.*)/).map((json) => JSON.parse(json) as Who),
    lines: () => started.lines,
    stop: started.stop,
  };
}
