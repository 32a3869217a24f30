export type { Reported } from './need.ts';
export {
  type CspSuggestions,
  type Hashes,
  type RouteSuggestion,
  type SuggestedDirective,
  suggestCsp,
} from './suggest.ts';
