import type { Policy } from '@portcullis/rules/policy';

/** Longer lines are broken, as formatters do. */
const WIDTH = 120;

/** The TypeScript declaration that registers the roles of `policy` with `@portcullis/origin`. The same rules give the same bytes. */
export function roleDeclaration({ gateway, roles }: Policy): string {
  return `// The roles in the rules of the gateway "${gateway}", as "portcullis types" writes them. Do not edit: run it again when the rules change.
import '@portcullis/origin';

declare module '@portcullis/origin' {
  interface Register {
${roleMember(roles.map((role) => `'${role}'`))}
  }
}
`;
}

function roleMember(names: readonly string[]): string {
  const line = `    role: ${names.length === 0 ? 'never' : names.join(' | ')};`;
  return line.length <= WIDTH ? line : `    role:${names.map((name) => `\n      | ${name}`).join('')};`;
}
