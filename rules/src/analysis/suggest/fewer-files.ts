const MAX_FILES = 3;

/** Files of one host, if they are few; otherwise the folder that all of them are in, or the host. */
export function fewerFiles(sources: readonly string[]): ReadonlyMap<string, string> {
  const byHost = Map.groupBy(sources, hostOf);
  return new Map(
    [...byHost].flatMap(([host, files]) => {
      const wide = files.includes(host) ? host : files.length > MAX_FILES ? sharedFolder(host, files) : null;
      return files.map((file) => [file, wide ?? file] as const);
    }),
  );
}

function hostOf(source: string): string {
  return /^[a-z]+:\/\/[^/]+/.exec(source)?.[0] ?? source;
}

function sharedFolder(host: string, files: readonly string[]): string {
  const [first = [], ...others] = files.map((file) => file.slice(host.length).split('/').slice(0, -1));
  const end = first.findIndex((segment, depth) => others.some((folders) => folders[depth] !== segment));
  const folders = end < 0 ? first : first.slice(0, end);
  return folders.length > 1 ? `${host}${folders.join('/')}/` : host;
}
