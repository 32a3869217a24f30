import type { LoggedRequest } from '@portcullis/rules/analysis';
import { isSuccess } from './is-success.ts';

/** An answer that the app gives to paths that it does not know, too. */
export interface AnswerToAll {
  readonly status: number;
  readonly bytes: number;
}

/** Finds answers that prove nothing of a path, by their status and size. */
export interface Answers {
  /** @param isScanned whether the path is one that scanners try everywhere */
  readonly add: (request: LoggedRequest, isScanned: boolean) => void;
  readonly result: () => AnswersToAll;
}

export interface AnswersToAll {
  readonly all: readonly AnswerToAll[];
  /** Whether a request got one of them, at a place that mostly gets it. */
  readonly includes: (request: LoggedRequest) => boolean;
}

interface Answer extends AnswerToAll {
  /** How often a place, the first segment of a path, got it. */
  readonly places: Map<string, number>;
  isScanned: boolean;
}

/** So much is kept apart, in constant memory. */
const MAX_ANSWERS = 20_000;
const MAX_PLACES = 100_000;
const MAX_PLACES_OF_ANSWER = 512;
/** So many different places must mostly get the answer, those of scanners among them. */
const LEAST_PLACES = 5;
/** It is enough that so many places get the very page that `/` is, `/` among them. */
const LEAST_PLACES_WITH_ROOT = 4;
/** Sizes are alike by chance as well: at a place with pages of its own, each is rare. A new version of the app changes them all. */
const LEAST_SHARE = 0.3;

export function createAnswers(): Answers {
  const answers = new Map<string, Answer>();
  const totals = new Map<string, number>();
  return {
    add: (request, isScanned) => {
      const key = keyOf(request);
      if (key === null) return;
      const place = placeOf(request);
      if (totals.size < MAX_PLACES || totals.has(place)) totals.set(place, (totals.get(place) ?? 0) + 1);
      const known = answers.get(key);
      if (known === undefined && answers.size >= MAX_ANSWERS) return;
      const { status, answerBytes } = request;
      const answer = known ?? { status: status ?? 0, bytes: answerBytes ?? 0, places: new Map(), isScanned: false };
      answers.set(key, answer);
      answer.isScanned ||= isScanned;
      if (answer.places.size < MAX_PLACES_OF_ANSWER || answer.places.has(place))
        answer.places.set(place, (answer.places.get(place) ?? 0) + 1);
    },
    result: () => {
      const found = new Map([...answers].filter(([, answer]) => isToAll(answer, totals)));
      return {
        all: [...found.values()].map(({ status, bytes }) => ({ status, bytes })),
        includes: (request) => {
          const answer = found.get(keyOf(request) ?? '');
          const place = placeOf(request);
          return answer !== undefined && isNoRoot(place) && isMostly(answer, place, totals);
        },
      };
    },
  };
}

/** Only answers to `GET` that worked, and whose size is known. */
function keyOf({ method, host, status, answerBytes }: LoggedRequest): string | null {
  if (method !== 'GET' || answerBytes === null || !isSuccess(status) || status === 304 || status === 101) return null;
  return `${host} ${status} ${answerBytes}`;
}

function placeOf({ host, target }: LoggedRequest): string {
  return `${host} ${/^\/+([^/?#]{0,64})/.exec(target)?.[1] ?? ''}`;
}

function isNoRoot(place: string): boolean {
  return !place.endsWith(' ');
}

function isToAll(answer: Answer, totals: ReadonlyMap<string, number>): boolean {
  const places = [...answer.places.keys()].filter((place) => isMostly(answer, place, totals));
  if (answer.isScanned && places.length >= LEAST_PLACES) return true;
  return answer.status === 200 && places.length >= LEAST_PLACES_WITH_ROOT && !places.every(isNoRoot);
}

/** A place that was not kept apart is one of too many, as only made-up ones are. */
function isMostly({ places }: Answer, place: string, totals: ReadonlyMap<string, number>): boolean {
  const count = places.get(place);
  return count === undefined || count >= (totals.get(place) ?? 0) * LEAST_SHARE;
}
