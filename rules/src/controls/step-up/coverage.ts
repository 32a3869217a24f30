import type { ControlCoverage, CoveragePart } from '../module.ts';

export const coverage: ControlCoverage = {
  asks: 'refuses by age and, if it names methods, by method',
  items: ({ access }) => {
    if (access.kind === 'public' || access.stepUp === null) return [];
    const items: CoveragePart[] = [
      { key: 'stepUp within', does: 'refuses who signed in too long ago', part: 'stepUp' },
    ];
    if (access.stepUp.methods.length > 0)
      items.push({ key: 'stepUp methods', does: 'refuses who signed in by another method', part: 'stepUp' });
    return items;
  },
  shows: ({ reason }) => {
    if (reason === 'authentication_too_old') return ['stepUp within'];
    return reason === 'authentication_too_weak' ? ['stepUp methods'] : [];
  },
};
