import type { Advice } from '../analysis/advice/catalogue/index.ts';
import type { Mark } from '../controls/index.ts';
import type { RouteRule, SourceLine } from '../policy/index.ts';

/** What the author of the rules is advised about a setting. */
export interface SettingAdvice {
  /** On all routes at once, since a line at the top of the file speaks for many. */
  readonly advise: (routes: readonly RouteRule[], written: WrittenLines) => readonly Advice[];
  /** What a route states and shows that its author thinks it critical; `null`: nothing. */
  readonly mark: (route: RouteRule) => Mark | null;
}

/** Lines that the compiled policy does not hold. */
export interface WrittenLines {
  /** Where the headers of the route with this id are written: its own, or the file's. */
  readonly headersLine: (route: string) => SourceLine;
}

/** For a setting of which nothing can be advised. */
export const NO_ADVICE: SettingAdvice = { advise: () => [], mark: () => null };
