import { type Reply, send } from './client.ts';

/** What came of opening an address. */
export interface Visit {
  /** The last answer, which led nowhere else. */
  readonly reply: Reply;
  /** Where it came from. */
  readonly url: string;
  /** Every address on the way, the first included. */
  readonly hops: readonly string[];
}

export interface VisitOptions {
  /** More headers, or others. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Stops before it asks for an address of which this holds. */
  readonly until?: (url: string) => boolean;
}

const MAX_HOPS = 20;
const NAVIGATION = {
  accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
};

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** Opens addresses on this machine as a browser does: keeps cookies by host, and follows redirects. */
export class Browser {
  /** Host with its port, to name, to value. */
  readonly cookies = new Map<string, Map<string, string>>();

  /** Opens an address in a window. */
  async open(url: string, { headers = {}, until = () => false }: VisitOptions = {}): Promise<Visit> {
    const hops = [url];
    let at = new URL(url);
    let site = 'none';
    for (;;) {
      const reply = await this.ask(at, { ...NAVIGATION, 'sec-fetch-site': site, ...headers });
      const location = reply.status >= 300 && reply.status < 400 ? reply.header('location') : null;
      if (location === null) return { reply, url: at.href, hops };
      const next = new URL(location, at);
      if (next.host !== at.host) site = 'cross-site';
      hops.push(next.href);
      if (until(next.href)) return { reply, url: at.href, hops };
      if (hops.length > MAX_HOPS) throw new Error(`redirects go on and on: ${hops.join(' ')}`);
      at = next;
    }
  }

  /** Asks once, and follows nothing. @param form body of a form that is sent; `null`: none */
  async ask(
    url: URL | string,
    headers: Readonly<Record<string, string>> = {},
    method = 'GET',
    form: string | null = null,
  ): Promise<Reply> {
    const at = new URL(url);
    const jar = this.#jarOf(at.host);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const reply = await send({ port: Number(at.port) }, `${at.pathname}${at.search}`, {
      method,
      host: at.host,
      headers: { ...(cookie === '' ? {} : { cookie }), ...(form === null ? {} : FORM), ...headers },
      ...(form === null ? {} : { body: form }),
    });
    for (const text of reply.headers['set-cookie'] ?? []) keep(jar, text);
    return reply;
  }

  /** Names of the cookies of a host that begin so. */
  names(host: string, prefix: string): string[] {
    return [...this.#jarOf(host).keys()].filter((name) => name.startsWith(prefix));
  }

  /** The same cookies in another browser. */
  copy(): Browser {
    const other = new Browser();
    for (const [host, jar] of this.cookies) other.cookies.set(host, new Map(jar));
    return other;
  }

  #jarOf(host: string): Map<string, string> {
    const jar = this.cookies.get(host) ?? new Map<string, string>();
    this.cookies.set(host, jar);
    return jar;
  }
}

function keep(jar: Map<string, string>, text: string): void {
  const [pair = '', ...attributes] = text.split(/; ?/);
  const equals = pair.indexOf('=');
  const name = pair.slice(0, equals);
  const isOver = attributes.some((each) => {
    const [key = '', value = ''] = each.split('=', 2);
    if (key.toLowerCase() === 'max-age') return Number(value) <= 0;
    return key.toLowerCase() === 'expires' && Date.parse(value) <= Date.now();
  });
  jar.delete(name);
  if (!isOver) jar.set(name, pair.slice(equals + 1));
}
