import { readFileSync } from 'node:fs';
import { builtInRoutes, GATEWAY_PREFIX } from '@portcullis/rules/engine';
import { expect, test } from 'vitest';

/** The table of endpoints, from its head to its last row. */
const TABLE = /^\| endpoint under `\/\.portcullis\/`.*\n(?:\|.*\n)+/m;
/** What a first cell names: methods, and after the last of them their path. */
const NAMED = /`([A-Z]+)(?: ([^`]+))?`/g;

/** Each endpoint that the table names, as `METHOD path`. Several methods may stand before one path. */
function endpointsOf(markdown: string): readonly string[] {
  const [, , ...rows] = (TABLE.exec(markdown)?.[0] ?? '').trimEnd().split('\n');
  return rows.flatMap((row) => {
    const methods: string[] = [];
    return [...(row.split('|')[1] ?? '').matchAll(NAMED)].flatMap(([, method = '', path]) => {
      methods.push(method);
      return path === undefined ? [] : methods.splice(0).map((each) => `${each} ${path}`);
    });
  });
}

/** `HEAD` is said once for all, below the table. */
const answered: readonly string[] = builtInRoutes.flatMap(({ path, methods }) =>
  methods.filter((method) => method !== 'HEAD').map((method) => `${method} ${path.slice(`${GATEWAY_PREFIX}/`.length)}`),
);

test('docs/wire.md names the endpoints that the gateway answers itself: all of them, and no other', () => {
  const named = endpointsOf(readFileSync('docs/wire.md', 'utf8'));
  expect([...named].sort()).toEqual([...answered].sort());
});

test('it reads several methods before one path, and several paths in one cell', () => {
  const table = '| endpoint under `/.portcullis/` | for |\n| - | - |\n| `GET`, `PUT a/{id}`, `POST b` | `DELETE c` |\n';
  expect(endpointsOf(table)).toEqual(['GET a/{id}', 'PUT a/{id}', 'POST b']);
});
