import type { RequestDescription } from '@portcullis/rules/analysis';
import type { Session } from '@portcullis/rules/engine';

/** The `portcullis explain` command that asks about a request, ready to paste into a shell. */
export function explainCommand(request: RequestDescription, session: Session | null): string {
  const { tlsVersion, country, asn, nowSeconds } = request;
  const time = new Date(nowSeconds * 1000).toISOString();
  return [
    'portcullis explain',
    ...(request.method === 'GET' ? [] : [request.method]),
    quoted(request.url),
    `--address ${request.address ?? 'unknown'}`,
    ...Object.entries(request.headers ?? {}).map(([name, value]) => `--header ${quoted(`${name}: ${value}`)}`),
    ...(session === null ? [] : sessionOptions(session, nowSeconds)),
    ...(tlsVersion === undefined || tlsVersion === 'TLSv1.3' ? [] : [`--tls ${tlsVersion?.slice(4) ?? 'unknown'}`]),
    ...(country == null ? [] : [`--country ${country}`]),
    ...(asn == null ? [] : [`--asn ${asn}`]),
    `--time ${time.slice(0, 16)}Z`,
  ].join(' ');
}

function sessionOptions(session: Session, nowSeconds: number): readonly string[] {
  const { tenant, user, roles, authenticationMethods: methods, actAs, host, token } = session;
  const age = nowSeconds - session.authenticatedAtSeconds;
  return [
    `--tenant ${tenant} --user ${user}`,
    ...(roles.length === 0 ? [] : [`--role ${roles.join()}`]),
    ...(methods.join() === 'pwd' ? [] : [`--amr ${methods.join()}`]),
    ...(age > 0 ? [`--auth-age ${age}s`] : []),
    ...(actAs === null ? [] : [`--act-as ${quoted(`${actAs.sub}:${actAs.reason}`)}`]),
    ...(host === undefined ? [] : [`--session-host ${quoted(host)}`]),
    ...(token === undefined ? [] : ['--token']),
  ];
}

/** As one word of a shell. */
function quoted(text: string): string {
  return /^[A-Za-z0-9_./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
