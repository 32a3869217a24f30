import { type Advice, createAdvice } from '../../analysis/advice/catalogue/index.ts';
import { lineOf, SECOND_FACTORS } from '../../engine/index.ts';
import type { RouteRule } from '../../policy/index.ts';
import { type AccessControlAdvice, type AdviceContext, namesOf } from '../advice.ts';
import type { StepUp } from './policy.ts';

const HOUR_SECONDS = 60 * 60;

export const advice: AccessControlAdvice = {
  mark: ({ access }) =>
    access.kind === 'public' || access.stepUp === null ? null : { text: 'stepUp', part: 'stepUp' },
  advise: (route, context) => {
    const { access } = route;
    if (access.kind === 'public') return [];
    if (access.stepUp === null) return missing(route, context);
    return [...weakMethods(route, access.stepUp), ...longAgo(route, access.stepUp)];
  },
};

function missing(route: RouteRule, { marks }: AdviceContext): readonly Advice[] {
  const [first] = marks;
  if (first === undefined) return [];
  return [
    createAdvice(
      'sensitive_without_step_up',
      lineOf(route, first.part),
      `Route "${route.id}" has ${namesOf(marks)}, but no "stepUp".`,
      'Add stepUp: { within: 15m } to its access. If the session alone is enough, leave it.',
    ),
  ];
}

function weakMethods(route: RouteRule, { methods }: StepUp): readonly Advice[] {
  const weak = methods.filter((method) => !SECOND_FACTORS.has(method));
  if (weak.length === 0) return [];
  return [
    createAdvice(
      'weak_step_up',
      lineOf(route, 'stepUp'),
      `For the step-up of route "${route.id}", ${weak.join(', ')} is enough, which is not a second factor.`,
      'List second factors only, such as [otp, hwk], or leave "methods" out.',
    ),
  ];
}

function longAgo(route: RouteRule, { withinSeconds }: StepUp): readonly Advice[] {
  if (withinSeconds <= HOUR_SECONDS) return [];
  return [
    createAdvice(
      'weak_step_up',
      lineOf(route, 'stepUp'),
      `The step-up of route "${route.id}" accepts a proof from ${Math.round(withinSeconds / 60)} minutes ago.`,
      'Shorten "within", to 15m for example.',
    ),
  ];
}
