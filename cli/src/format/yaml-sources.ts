/** A source of a directive, with what is to be said of it in a comment. */
export interface CommentedSource {
  readonly source: string;
  readonly comment: string | null;
}

/** A directive as the rules write it: on one line, unless something is to be said of a source. */
export function yamlDirective(name: string, sources: readonly CommentedSource[], indent: string): string {
  if (sources.every(({ comment }) => comment === null))
    return `${indent}${name}: [${sources.map(({ source }) => scalar(source)).join(', ')}]`;
  const lines = sources.map(
    ({ source, comment }) => `${indent}  - ${scalar(source)}${comment === null ? '' : `  # ${comment}`}`,
  );
  return [`${indent}${name}:`, ...lines].join('\n');
}

/** Words in single quotes and schemes would mean something else to YAML. */
function scalar(source: string): string {
  return /^(?:https|wss):\/\/|^[a-z0-9][a-z0-9.-]*$/.test(source) ? source : JSON.stringify(source);
}
