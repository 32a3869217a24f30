/** What of `package.json` and `package-lock.json` the checks read. */
export interface Manifest {
  readonly engines?: { readonly node?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly packages?: Readonly<Record<string, Locked>>;
}

interface Locked extends Manifest {
  readonly link?: boolean;
  readonly optional?: boolean;
  readonly resolved?: string;
  readonly integrity?: string;
}

/** Why installs from the lockfile could differ from one machine to the next. */
export function lockProblems(manifest: Manifest, { packages = {} }: Manifest): readonly string[] {
  const wanted = Object.entries(directOf(manifest));
  const floating = wanted.filter(([, version]) => !/^(?:\d+\.\d+\.\d+(?:-[\w.]+)?|file:.+)$/.test(version));
  const same = JSON.stringify(wanted) === JSON.stringify(Object.entries(directOf(packages[''] ?? {})));
  return [
    ...floating.map(([name, version]) => `${name} is not pinned: ${version}`),
    ...(same ? [] : ['the lockfile is for other versions']),
    ...Object.entries(packages).flatMap(([path, locked]) => entryProblems(path, locked)),
  ];
}

function directOf({ dependencies, devDependencies, optionalDependencies }: Manifest): Readonly<Record<string, string>> {
  return { ...dependencies, ...devDependencies, ...optionalDependencies };
}

function entryProblems(path: string, { link, optional, resolved, integrity }: Locked): readonly string[] {
  // The root, its workspaces, and links to them.
  if (!path.includes('node_modules/') || link === true) return [];
  return [
    ...(resolved === undefined ? [] : [`${path} comes from ${resolved}`]),
    // npm writes none for builds for other platforms that a registry does not hold.
    ...(integrity === undefined && optional !== true ? [`${path} has no checksum`] : []),
  ];
}
