import { SECOND_FACTORS } from '../../../engine/index.ts';
import type { ProviderStepUp } from '../../../policy/index.ts';
import { checkList, checkReferences, type Path, type Report, valueOrProblem } from '../../problems/index.ts';
import type { ProviderEntry } from '../../shape/index.ts';
import { AUTHENTICATION_METHODS, parseClaimText } from '../../values/index.ts';
import type { Scope } from '../scope.ts';

/** Compiles what shows a second factor; `null` where nothing does. */
export function buildStepUp({ report }: Scope, path: Path, entry: ProviderEntry['stepUp']): ProviderStepUp | null {
  if (entry === undefined) return null;
  const acr = typeof entry.acr === 'string' ? [entry.acr] : (entry.acr ?? []);
  const amr = entry.amr ?? [];
  if (Array.isArray(entry.acr))
    checkList(report, [...path, 'acr'], acr, { what: 'value', emptyFix: 'Remove the key, and list methods in "amr".' });
  for (const [index, value] of acr.entries())
    valueOrProblem(
      report,
      Array.isArray(entry.acr) ? [...path, 'acr', index] : [...path, 'acr'],
      'invalid_claim',
      parseClaimText(value),
    );
  if (entry.amr !== undefined) checkMethods(report, [...path, 'amr'], amr);
  if (entry.acr === undefined && entry.amr === undefined)
    report.add(
      path,
      'missing_key',
      'Nothing shows that a second factor was used: there is neither "acr" nor "amr".',
      'Name the values of acr, or the methods in amr, with which the provider answers.',
    );
  const request = entry.request ?? (acr.length > 0 ? 'acr' : 'none');
  if (request !== 'none' && acr.length === 0)
    report.add([...path, 'request'], 'contradiction', 'There is no "acr" to ask for.', 'Add "acr", or write "none".');
  return { request, acr, amr };
}

/** A method that shows what the user knows, such as a password, is the first factor: it would count as the second one too. */
function checkMethods(report: Report, path: Path, methods: readonly string[]): void {
  checkReferences(report, path, methods, AUTHENTICATION_METHODS, {
    what: 'authentication method',
    emptyFix: 'Remove the key, and name values in "acr".',
  });
  for (const [index, method] of methods.entries())
    if (AUTHENTICATION_METHODS.has(method) && !SECOND_FACTORS.has(method))
      report.add(
        [...path, index],
        'weak_second_factor',
        `"${method}" shows no second factor: a sign-in that shows nothing else would count as one with two.`,
        `Name methods that do: ${[...SECOND_FACTORS].join(', ')}. For another, name the value of "acr" with which the provider answers.`,
      );
}
