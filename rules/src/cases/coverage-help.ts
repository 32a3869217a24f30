import { CONTROL_MODULES } from '../controls/index.ts';
import { CONTROLS } from '../policy/index.ts';

const WIDTH = 2 + Math.max(...CONTROLS.map(({ length }) => length));

/** What full coverage needs, for the help of `portcullis test`. */
export const COVERAGE_HELP = `Coverage counts which parts of the rules the passing cases show:
  each host receives a request; each deny list that is not empty refuses one;
  each route lets a request through, and each of its controls is shown at work:
${CONTROLS.map((control) => `    ${control.padEnd(WIDTH)}${CONTROL_MODULES[control].coverage.asks}`).join('\n')}
`;
