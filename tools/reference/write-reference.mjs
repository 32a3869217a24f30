import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Application, Converter, Logger, LogLevel, ReflectionKind } from 'typedoc';

/** What must say what it is. Parameters may speak by their names. */
const DOCUMENTED = [
  'Enum',
  'EnumMember',
  'Variable',
  'Function',
  'Class',
  'Interface',
  'Property',
  'Method',
  'Accessor',
  'TypeAlias',
];

/**
 * Writes one page for each entry of the package, and returns what is wrong with the docstrings.
 *
 * @param {string} home folder of the package
 * @param {string} out folder to write
 */
export async function writeReference(home, out) {
  const { name, exports } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  const pages = new Map(Object.entries(exports).map(([entry, file]) => [moduleOf(file), pageOf(entry)]));
  const app = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown'],
    name,
    entryPoints: Object.values(exports).map((file) => join(home, file)),
    tsconfig: join(home, 'tsconfig.json'),
    out,
    readme: 'none',
    logLevel: 'Warn',
    disableSources: true,
    excludeExternals: true,
    sort: ['kind', 'alphabetical'],
    requiredToBeDocumented: DOCUMENTED,
    validation: { notExported: true, invalidLink: true, invalidPath: true, notDocumented: true, rewrittenLink: true },
    router: 'module',
    entryFileName: 'README',
    hidePageHeader: true,
    hideBreadcrumbs: true,
    useHTMLAnchors: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    classPropertiesFormat: 'table',
    typeAliasPropertiesFormat: 'table',
    propertyMembersFormat: 'table',
    tableColumnSettings: { hideInherited: true, hideModifiers: true, hideOverrides: true, hideSources: true },
    pageTitleTemplates: {
      index: name,
      module: ({ name: page }) => (page === 'origin' ? name : `${name}/${page}`),
    },
  });
  const problems = [];
  app.logger = collector(problems);
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getChildrenByKind(ReflectionKind.Module))
      module.name = pages.get(module.name) ?? module.name;
  });
  const project = await app.convert();
  if (project === undefined) return ['The sources of the package do not compile.', ...problems];
  app.validate(project);
  await app.generateOutputs(project);
  return problems;
}

/** `./src/adapters/hono.ts` is `adapters/hono`, and `./src/context/index.ts` is `context`: so TypeDoc calls them. */
function moduleOf(file) {
  return file.replace(/^\.\/src\//, '').replace(/(?<=.)\/index\.ts$|\.ts$/, '');
}

/** `.` has the page `origin`, and `./hono` the page `hono`. */
function pageOf(entry) {
  return entry === '.' ? 'origin' : entry.slice(2);
}

/** Keeps warnings and errors: a docstring that deserves one is a mistake. */
function collector(problems) {
  return Object.assign(new Logger(), {
    log(message, level) {
      // Members of a type without a name are named after what they are part of.
      if (level >= LogLevel.Warn && !message.includes('.__type.')) problems.push(message);
    },
  });
}
