export { readSource } from './read-source.ts';
export { parseYaml } from './read-yaml.ts';
export { locate } from './yaml-source.ts';
