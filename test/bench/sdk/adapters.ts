import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { measureAll, type Subject } from '../measure.ts';
import { median } from '../rules/timing.ts';
import { ensureTools } from '../tools.ts';

/** CPU time that an adapter adds to each request of a small app. Microseconds. */
export interface AdapterFigure {
  readonly framework: 'Express' | 'Fastify';
  readonly plainMicros: number;
  readonly protectedMicros: number;
  /** Median of the rounds' own differences. */
  readonly addedMicros: number;
}

const SERVER = fileURLToPath(new URL('./adapter-server.ts', import.meta.url));
const HOST = 'acme.app.example.com';
const TARGET = '/loads?page=2&sort=pickup';

/** Measures Express and Fastify with and without their adapter, in turns, each app in a process of its own. */
export async function benchAdapters(rounds: number, seconds = 1): Promise<readonly AdapterFigure[]> {
  await ensureTools();
  const nowMs = Date.now();
  const secret = randomBytes(32);
  const keys = JSON.stringify({ keys: [{ kty: 'oct', kid: 'k1', k: secret.toString('base64url') }] });
  const headers = [`X-Forwarded-Host: ${HOST}`, `Portcullis-Context: ${contextAt(Math.floor(nowMs / 1000), secret)}`];
  const children: ChildProcess[] = [];
  const subject = async (framework: string, kind: string): Promise<Subject> => {
    const child = spawn(process.execPath, [SERVER, framework, kind, keys, String(nowMs)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const [port] = (await once(child.stdout, 'data')) as [Buffer];
    const url = `http://127.0.0.1:${String(port).trim()}${TARGET}`;
    return {
      id: `${framework} ${kind}`,
      title: `${framework}, ${kind}`,
      pid: child.pid ?? 0,
      url,
      headers,
      refuses: false,
    };
  };
  try {
    const subjects: Subject[] = [];
    for (const framework of ['express', 'fastify'])
      for (const kind of ['plain', 'protected']) subjects.push(await subject(framework, kind));
    const samples = (await measureAll(subjects, rounds, seconds)).map((series) =>
      series.samples.map(({ cpuMicros }) => cpuMicros),
    );
    return (['Express', 'Fastify'] as const).map((framework, index) => {
      const plain = samples[index * 2] ?? [];
      const guarded = samples[index * 2 + 1] ?? [];
      return {
        framework,
        plainMicros: median(plain),
        protectedMicros: median(guarded),
        addedMicros: median(guarded.map((micros, round) => micros - (plain[round] ?? Number.NaN))),
      };
    });
  } finally {
    for (const child of children) child.kill();
  }
}

function contextAt(iat: number, secret: Buffer): string {
  const user = { sub: 'u-7', tid: 'acme', roles: ['owner', 'driver'], sid: 's-1', amr: ['pwd', 'otp'], auth_time: iat };
  const request = {
    htm: 'GET',
    hth: HOST,
    htu: TARGET,
    cip: '203.0.113.7',
    rid: 'loads',
    rul: 'd'.repeat(64),
    jti: 'r-1',
  };
  const claims = { v: 1, iss: 'acme-edge', aud: 'app', iat, exp: iat + 30, ...user, ...request };
  const parts = [{ alg: 'HS256', typ: 'tenant-context+jwt', kid: 'k1' }, claims];
  const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
