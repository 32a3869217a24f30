/** What `npm run bench` measures, by the name of each part; `isUsual`: also where no part is named. */
export const PARTS = {
  gateway: { isUsual: true, about: 'CPU time per request beside peers, goals and verdicts' },
  curves: {
    isUsual: true,
    about: 'a signed-in request while routes, networks, revocations, tenants, connections or bodies grow',
  },
  responses: { isUsual: false, about: 'headers of each profile, their bytes, pages changed as they stream' },
  rules: { isUsual: false, about: 'matching, address lists, compiling, comparing' },
  state: { isUsual: false, about: 'round trips, limits, revocation, failure, beside a peer' },
  signals: { isUsual: false, about: 'how soon a leaver is out, and what sessions that renew write' },
  scale: { isUsual: false, about: 'what shared state costs at internet scale: a simulation' },
  profile: { isUsual: false, about: 'where the CPU time of a signed-in request goes' },
  sdk: { isUsual: false, about: 'the origin SDK beside jose alone' },
};

const LINES = Object.entries(PARTS).map(([name, { about }]) => `  ${name.padEnd(12)}${about}`);

export const HELP = `npm run bench -- [PART …] [OPTIONS]

Without a part: ${Object.entries(PARTS)
  .filter(([, { isUsual }]) => isUsual)
  .map(([name]) => name)
  .join(' and ')}, about eight minutes. "all" is all of them: half an hour.

${LINES.join('\n')}

  --compare REV        this tree's gateway beside that of another revision; exits with 1 where it is dearer for certain
  --chart FILE         writes the ratios of the part "gateway" as an SVG image
  --json               the same figures as JSON
  --rounds N           rounds of each subject (8)
  --seconds N          length of a round (2)
  --curve-rounds N     rounds of each point of a curve, one second each (3)
  --state-rounds N     rounds of the part "state" (3)
  --trials N           revocations that it tries (2000)
  --signal-trials N    signals that the part "signals" tries (200)`;
