import type { ExplainSetting } from '../explain-parts.ts';
import { countedLimits, limitText } from './counted-limits.ts';

export const explain: ExplainSetting = {
  asks: ({ engine, plan, route }) =>
    countedLimits(engine, plan).map((limit) => ({
      check: 'limits',
      text: `counts against ${limitText(limit)}`,
      at: engine.limits.get(limit.id)?.at ?? route.at,
    })),
};
