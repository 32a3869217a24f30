import type { Mutant } from '../mutant.ts';
import { EMBEDDED_STATE } from './embedded.ts';
import { FAILURES } from './failures.ts';
import { FIRST_RULES } from './first-rules.ts';
import { IDENTITY } from './identity.ts';
import { PATHS } from './paths.ts';
import { STATE_RELAY } from './relay.ts';
import { RENEWAL } from './renewal.ts';
import { REQUESTS } from './requests.ts';
import { RESPONSES } from './responses.ts';
import { RULES } from './rules.ts';
import { SDK } from './sdk.ts';
import { STATE } from './state.ts';
import { TOKENS } from './tokens.ts';
import { TRAFFIC } from './traffic.ts';

/** Every defence whose loss a test must notice. Whoever adds a defence adds it here. */
export const MUTANTS: readonly Mutant[] = [
  ...TOKENS,
  ...RENEWAL,
  ...IDENTITY,
  ...RULES,
  ...PATHS,
  ...REQUESTS,
  ...TRAFFIC,
  ...RESPONSES,
  ...STATE,
  ...EMBEDDED_STATE,
  ...STATE_RELAY,
  ...SDK,
  ...FAILURES,
  ...FIRST_RULES,
];
