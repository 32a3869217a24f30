import { keptKey } from '../../core/kept/index.ts';
import type { KeptChange } from '../../state/port.ts';

/** What is kept of the last signal of a kind, so that a provider that has gone silent is noticed. */
export interface Heard {
  readonly atSeconds: number;
  readonly name: string;
  readonly outcome: string;
  /** Of a stream. */
  readonly status?: string;
}

/** What the gateway remembers of each provider. */
export const HEARD = ['logout', 'revoke', 'events', 'verification', 'stream', 'scim'] as const;

export type HeardKind = (typeof HEARD)[number];

export function heardKey(kind: HeardKind): string {
  return keptKey('heard', kind);
}

/** The document that notes it. */
export function heardChange(kind: HeardKind, heard: Heard): KeptChange {
  return { key: heardKey(kind), value: JSON.stringify(heard), expires: null };
}

/** @param value as {@link heardChange} wrote it; anything else is `null` */
export function readHeard(value: string): Heard | null {
  const heard = JSON.parse(value) as Partial<Heard> | null;
  return typeof heard?.atSeconds === 'number' ? (heard as Heard) : null;
}
