import type { Policy } from '@portcullis/rules/policy';
import { CommandError } from '../io.ts';

/** Where the gateway is: as given, or else the first host of the rules without a tenant. @returns an origin */
export function gatewayUrl(given: string | undefined, policy: Policy): string {
  return given === undefined || given === '' ? urlOfRules(policy) : readGatewayUrl(given);
}

function urlOfRules({ hosts }: Policy): string {
  const host = hosts.find(({ labels }) => !labels.includes(null));
  if (host === undefined) {
    throw new CommandError(
      2,
      'The rules only have hosts of tenants. Name one of them with --gateway, such as --gateway https://acme.app.example.com.',
    );
  }
  return `https://${host.pattern}`;
}

function readGatewayUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPlain =
    url !== null && url.pathname === '/' && url.search === '' && url.hash === '' && url.username + url.password === '';
  if (!isPlain || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw new CommandError(2, '--gateway must be a URL without a path, such as https://app.example.com.');
  // The token that the call carries could be read on the way.
  if (url.protocol === 'http:' && !/^(?:(?:.+\.)?localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname))
    throw new CommandError(2, '--gateway must be https: plain http is only for this machine.');
  return url.origin;
}
