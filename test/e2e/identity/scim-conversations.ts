import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { type Reply, send } from '../../support/client.ts';
import type { TestGateway } from '../../support/gateway.ts';

/** One request of a SCIM client, and what must come of it. `{name}` stands for an id that an earlier step saved. */
export interface ScimStep {
  readonly title: string;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly status: number;
  /** Part of the answer; a number in place of a list is its length. */
  readonly expect?: Readonly<Record<string, unknown>>;
  readonly save?: Readonly<Record<string, string>>;
  /** People whose sessions have ended, and people whose sessions go on. */
  readonly out?: readonly string[];
  readonly in?: readonly string[];
}

export const SCIM_TOKEN = 'a-SCIM-token-of-the-test-long-enough';

export function scimSteps(name: string): readonly ScimStep[] {
  const url = new URL(`../../vectors/identity/scim/${name}.json`, import.meta.url);
  return (JSON.parse(readFileSync(url, 'utf8')) as { steps: ScimStep[] }).steps;
}

/** Sends requests as the SCIM client of a provider does. */
export function scimClient(gateway: TestGateway, provider: string, token = SCIM_TOKEN) {
  return (method: string, path: string, body?: unknown): Promise<Reply> =>
    send(gateway, `/.portcullis/scim/v2/${provider}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
}

/**
 * Replays a conversation from its first step to its last.
 * @param around runs before each step, and what it returns after it
 */
export async function replay(
  steps: readonly ScimStep[],
  call: ReturnType<typeof scimClient>,
  around: (step: ScimStep) => Promise<() => Promise<void>>,
): Promise<void> {
  const saved = new Map<string, string>();
  const filled = (text: string) => text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => saved.get(name) ?? whole);
  for (const step of steps) {
    const body = step.body === undefined ? undefined : (JSON.parse(filled(JSON.stringify(step.body))) as unknown);
    const after = await around(step);
    const reply = await call(step.method, filled(step.path), body);
    expect({ title: step.title, status: reply.status }, reply.text).toEqual({ title: step.title, status: step.status });
    const answer = reply.text === '' ? {} : (JSON.parse(reply.text) as Record<string, unknown>);
    if (reply.text !== '') expect(reply.header('content-type'), step.title).toBe('application/scim+json');
    for (const [name, value] of Object.entries(step.expect ?? {})) expectMember(step, answer[name], filledValue(value));
    for (const [name, member] of Object.entries(step.save ?? {})) saved.set(name, String(answer[member]));
    await after();
  }

  function filledValue(value: unknown): unknown {
    return JSON.parse(filled(JSON.stringify(value)));
  }
}

function expectMember(step: ScimStep, answer: unknown, wanted: unknown): void {
  if (typeof wanted === 'number' && Array.isArray(answer)) expect(answer, step.title).toHaveLength(wanted);
  else if (Array.isArray(wanted)) {
    expect(answer, step.title).toHaveLength(wanted.length);
    expect(answer, step.title).toMatchObject(wanted);
  } else expect({ value: answer }, step.title).toMatchObject({ value: wanted });
}
