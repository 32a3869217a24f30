import http from 'node:http';
import https from 'node:https';
import type { OriginIdentity } from '@portcullis/rules/policy';

/** What an app that believes plain headers does with forged ones, asked on another way than through the gateway. */
export interface ForgedIdentity {
  readonly url: string;
  /**
   * `unreachable`: as it should be. `same`: it answers, and the names change nothing. `believes`: it answers otherwise to the forged user.
   * `unclear`: its answers differ from one to the next in any case, so they show nothing.
   */
  readonly outcome: 'unreachable' | 'same' | 'believes' | 'unclear';
  /** Names of the headers that were forged. */
  readonly headers: readonly string[];
}

const DEADLINE_MS = 10_000;
const MAX_BYTES = 65_536;
const FORGED = 'portcullis-doctor';

/** Asks the app directly, without the headers that say who asks and then with forged ones. */
export async function askWithForgedIdentity(
  url: string,
  method: string,
  identity: OriginIdentity,
): Promise<ForgedIdentity> {
  const headers = Object.values(identity).filter((name) => name !== null);
  const answerTo = (names: readonly string[]) => ask(new URL(url), method, names).catch(() => null);
  const plain = await answerTo([]);
  if (plain === null) return { url, outcome: 'unreachable', headers };
  const again = await answerTo([]);
  return { url, outcome: verdictOf(plain, again, await answerTo(headers)), headers };
}

/** @param forged `null`: the app breaks on the forged headers, so it reads them */
function verdictOf(plain: Answer, again: Answer | null, forged: Answer | null): ForgedIdentity['outcome'] {
  if (forged === null || (textOf(forged).includes(FORGED) && !textOf(plain).includes(FORGED))) return 'believes';
  if (again !== null && textOf(plain) === textOf(again)) return textOf(plain) === textOf(forged) ? 'same' : 'believes';
  return again?.status === plain.status && forged.status !== plain.status ? 'believes' : 'unclear';
}

function textOf({ status, location, body }: Answer): string {
  return [status, location, body].join('\n');
}

const OUTCOMES: Readonly<Record<ForgedIdentity['outcome'], string>> = {
  unreachable:
    'The app does not answer directly, as it should be: run this again from where else it must not be reached.',
  same: 'The app answers directly, and the same with forged headers. Close this way all the same: other paths can differ.',
  unclear:
    'The app answers directly, and differently each time, so its answers do not show whether it believes the headers. Let the gateway alone reach it.',
  believes:
    'The app answers directly, and otherwise to a forged user: who reaches it can be any user. Let the gateway alone reach it.',
};

/** For a terminal. */
export function formatForged({ url, outcome, headers }: ForgedIdentity): string {
  return `${url}, with ${headers.join(', ')} forged:\n${OUTCOMES[outcome]}`;
}

interface Answer {
  readonly status: number;
  /** Where a redirect leads. */
  readonly location: string;
  readonly body: string;
}

function ask(url: URL, method: string, forged: readonly string[]): Promise<Answer> {
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method,
      agent: false,
      // Who forges headers takes any certificate, and nothing secret is sent.
      rejectUnauthorized: false,
      headers: Object.fromEntries(forged.map((name) => [name, FORGED])),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      firstBytes(response)
        .then(
          (body) => resolve({ status: response.statusCode ?? 0, location: response.headers.location ?? '', body }),
          reject,
        )
        .finally(() => sent.destroy());
    });
    sent.end();
  });
}

async function firstBytes(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= MAX_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MAX_BYTES).toString();
}
