import { readFileSync } from 'node:fs';
import { GATEWAY_PREFIX } from '@portcullis/rules/engine';
import { CommandError, type Io } from '../io.ts';
import { gatewayAnswer } from './gateway-answer.ts';
import { ask } from './post-signal.ts';

/** One request of a SCIM client. `{name}` stands for what an earlier step saved. */
export interface ScimStep {
  readonly title: string;
  readonly method: string;
  /** Below the provider's directory: `/Users/{ann}`. */
  readonly path: string;
  readonly body?: unknown;
  /** What the answer's status must be; absent: any that says that it is done. */
  readonly status?: number;
  /** Names, and where in the answer their values are: `id`, `Resources.0.id`. */
  readonly save?: Readonly<Record<string, string>>;
}

/** Where a SCIM client talks to. */
interface ScimServer {
  readonly url: string;
  readonly provider: string;
  readonly token: string;
}

/** Sends requests one after another, and says what came of each. @throws {CommandError} at the first that is not answered as it must be */
export async function talkScim(
  steps: readonly ScimStep[],
  { url, provider, token }: ScimServer,
  io: Io,
): Promise<void> {
  const saved = new Map<string, string>();
  const filled = (text: string) => text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => saved.get(name) ?? whole);
  for (const { title, method, path, body, status, save = {} } of steps) {
    const response = await ask(url, `${GATEWAY_PREFIX}/scim/v2/${provider}${filled(path)}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
      },
      ...(body === undefined ? {} : { body: filled(JSON.stringify(body)) }),
    });
    const text = await response.text();
    const isWanted = status === undefined ? response.ok : response.status === status;
    if (!isWanted || response.headers.get('portcullis-request-id') === null) {
      const wanted = status === undefined ? '' : ` It had to be ${status}.`;
      throw new CommandError(1, `${title}: ${gatewayAnswer(url, response, text, 'signals.scim').text}${wanted}`);
    }
    io.print(`${response.status}  ${method.padEnd(6)} ${title}`);
    for (const [name, where] of Object.entries(save)) saved.set(name, savedFrom(text, where, name));
  }
}

function savedFrom(text: string, where: string, name: string): string {
  let value: unknown = JSON.parse(text);
  for (const member of where.split('.'))
    value =
      typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[member] : undefined;
  if (typeof value === 'string') return value;
  throw new CommandError(1, `The directory has no such ${name}. Create it first: add --help to see how.`);
}

/** Reads a conversation: JSON with `steps`, as the vectors of the project have them. */
export function readConversation(file: string): readonly ScimStep[] {
  try {
    const { steps } = JSON.parse(readFileSync(file, 'utf8')) as { readonly steps?: unknown };
    if (Array.isArray(steps) && steps.length > 0 && steps.every(isStep)) return steps;
  } catch {
    // Falls through: what cannot be read has no steps.
  }
  throw new CommandError(
    2,
    `${file} holds no steps. A conversation is JSON such as {"steps":[{"title":"reads","method":"GET","path":"/Users"}]}.`,
  );
}

function isStep(value: unknown): value is ScimStep {
  const step = value as Partial<ScimStep> | null;
  return typeof step?.title === 'string' && typeof step.method === 'string' && step.path?.startsWith('/') === true;
}
