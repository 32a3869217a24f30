import { describe, expect, test } from 'vitest';
import { PAGE_TEXTS, type PageLanguage } from '../../../worker/core/pages/texts/index.ts';
import { waitText } from '../../../worker/core/pages/wait-text.ts';

describe('never less than the truth', () => {
  test.each([
    [0, '1 second'],
    [1, '1 second'],
    [1.2, '2 seconds'],
    [120, '120 seconds'],
    [121, '3 minutes'],
    [7200, '120 minutes'],
    [7201, '3 hours'],
    [172_800, '48 hours'],
    [172_801, '3 days'],
  ])('%d seconds are %s', (seconds, time) =>
    expect(waitText(PAGE_TEXTS.en, seconds)).toBe(`Please try again in ${time}.`),
  );
});

test.each<[PageLanguage, number, string]>([
  ['de', 1, 'Bitte versuchen Sie es in 1 Sekunde erneut.'],
  ['de', 40, 'Bitte versuchen Sie es in 40 Sekunden erneut.'],
  ['de', 300_000, 'Bitte versuchen Sie es in 4 Tagen erneut.'],
  ['fr', 1, 'Veuillez réessayer dans 1 seconde.'],
  ['fr', 600, 'Veuillez réessayer dans 10 minutes.'],
  ['es', 1, 'Inténtelo de nuevo dentro de 1 segundo.'],
  ['es', 10_000, 'Inténtelo de nuevo dentro de 3 horas.'],
  ['pt', 1, 'Tente novamente em 1 segundo.'],
  ['pt', 40, 'Tente novamente em 40 segundos.'],
  ['ja', 1, '1 秒後にもう一度お試しください。'],
  ['ja', 10_000, '3 時間後にもう一度お試しください。'],
])('%s, %d: %s', (language, seconds, text) => expect(waitText(PAGE_TEXTS[language], seconds)).toBe(text));
