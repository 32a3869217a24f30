/**
 * Whether a host means something inside a network alone: an address, a name of one label, or this machine.
 * @param host as URL parsers write it, without a port
 */
export function isPrivateHost(host: string): boolean {
  const name = host.endsWith('.') ? host.slice(0, -1) : host;
  return host.startsWith('[') || !name.includes('.') || name.endsWith('.localhost') || /\.[0-9]+$/.test(name);
}
