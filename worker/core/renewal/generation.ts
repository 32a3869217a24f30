/** How far the cookies of a session have come, as shared state keeps it. */
export interface Generation {
  /** The highest that was ever presented. It is committed when its cookie comes, not when it goes out: answers get lost. */
  readonly number: number;
  /** When it first came; milliseconds since the epoch, by the clock of the state. */
  readonly sinceMs: number;
}

/** Generation of the cookie that opens a session. */
export const FIRST_GENERATION = 1;

/** The document as both backends read and write it: number and time. */
export function generationText({ number, sinceMs }: Generation): string {
  return `${number} ${sinceMs}`;
}

/** `null` where it is none that {@link generationText} made. */
export function parseGeneration(text: string): Generation | null {
  const [, number, sinceMs] = /^(\d{1,9}) (\d{1,15})$/.exec(text) ?? [];
  return number === undefined ? null : { number: Number(number), sinceMs: Number(sinceMs) };
}
