import { axisBetween } from '../../../analysis/diff/axis/index.ts';
import type { DiffCondition } from '../module.ts';

const VERSIONS = [
  { word: 'TLS 1.3', text: 'TLSv1.3', minor: 3 },
  { word: 'TLS 1.2', text: 'TLSv1.2', minor: 2 },
  { word: 'older or unknown TLS', text: null, minor: 0 },
] as const;

export const diff: DiffCondition<'tls'> = {
  words: ({ minTls }) => (minTls === null ? null : `TLS 1.${minTls} or newer`),
  axis: {
    of: 'own fact',
    dimension: 'tls',
    title: 'connections',
    build: (old, next) =>
      axisBetween(
        old,
        next,
        VERSIONS.map(({ word, text, minor }) => ({
          words: [word],
          passes: ({ minTls }) => minTls === null || minor >= minTls,
          apply: (candidate) => {
            candidate.tlsVersion = text;
          },
        })),
      ),
  },
};
