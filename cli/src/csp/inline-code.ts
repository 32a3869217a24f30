import { createHash } from 'node:crypto';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';

/** What of an HTML page a policy lets in by hash only. */
export interface InlineCode {
  /** A directive that takes its hash; `null`: a `javascript:` URL, which needs to be rewritten. */
  readonly directive: 'script-src' | 'script-src-attr' | 'style-src' | 'style-src-attr' | null;
  /** `'sha256-…'` */
  readonly hash: string;
  /** What it is, such as `onclick of <button>`. */
  readonly what: string;
  readonly line: number;
}

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

/** Types of scripts that run, or steer what runs (HTML, section 4.12.1). Others are data. */
const RUNS =
  /^(?:|module|importmap|speculationrules|(?:text|application)\/(?:x-)?(?:java|ecma)script|text\/(?:jscript|livescript|javascript1\.[0-5]))$/;
const HANDLER = /^on[a-z]{2,40}$/;
const URL_ATTRIBUTES = new Set(['href', 'src', 'action', 'formaction', 'data']);
/** The attribute by which an element loads something at once. */
const LOADS: Readonly<Partial<Record<string, string>>> = {
  script: 'src',
  link: 'href',
  img: 'src',
  iframe: 'src',
  frame: 'src',
  source: 'src',
  video: 'src',
  audio: 'src',
  embed: 'src',
  object: 'data',
};
const LOADING_RELATION = /stylesheet|icon|preload|manifest/i;
/** Browsers ignore white space and controls in front of a scheme, and white space in it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const IGNORED = /^[\u0000-\u0020]+|[\t\n\r]/g;

/** @param html of a page; what templates and documents of frames (`srcdoc`) hold counts too */
export function inlineCode(html: string): readonly InlineCode[] {
  const document = parse(html, { sourceCodeLocationInfo: true });
  return elementsIn(document).flatMap((element) => [...ofElement(element), ...ofAttributes(element)]);
}

/** Where a page links to, as written. */
export function linksIn(html: string): readonly string[] {
  return elementsIn(parse(html)).flatMap(({ tagName, attrs }) =>
    attrs.flatMap(({ name, value }) =>
      (tagName === 'a' && name === 'href') || (/^i?frame$/.test(tagName) && name === 'src') ? [value] : [],
    ),
  );
}

/** What a page loads by itself, as written: scripts, styles, pictures, frames. */
export function resourcesIn(html: string): readonly string[] {
  return elementsIn(parse(html)).flatMap(({ tagName, attrs }) => {
    const relation = attrs.find(({ name }) => name === 'rel')?.value ?? '';
    if (tagName === 'link' && !LOADING_RELATION.test(relation)) return [];
    return attrs.flatMap(({ name, value }) => (name === LOADS[tagName] ? [value] : []));
  });
}

/** Other origins that a page loads from, as `https://cdn.example`. */
export function originsIn(html: string): ReadonlySet<string> {
  const absolute = resourcesIn(html).filter((url) => /^(?:https?:)?\/\//i.test(url));
  return new Set(
    absolute.flatMap((url) =>
      URL.canParse(url, 'https://self.invalid') ? [new URL(url, 'https://self.invalid').origin] : [],
    ),
  );
}

function elementsIn(node: Node): readonly Element[] {
  const children = 'content' in node ? node.content.childNodes : 'childNodes' in node ? node.childNodes : [];
  const inner = children.flatMap(elementsIn);
  return 'tagName' in node ? [node, ...inner] : inner;
}

function ofElement(element: Element): readonly InlineCode[] {
  const { tagName, attrs } = element;
  const attribute = (name: string): string | undefined => attrs.find((each) => each.name === name)?.value;
  const line = element.sourceCodeLocation?.startLine ?? 1;
  const text = element.childNodes.map((child) => ('value' in child ? child.value : '')).join('');
  const runs = attribute('src') === undefined && RUNS.test((attribute('type') ?? '').trim().toLowerCase());
  if (tagName === 'script' && runs && text !== '')
    return [{ directive: 'script-src', hash: sha256(text), what: '<script>', line }];
  if (tagName === 'style' && text !== '')
    return [{ directive: 'style-src', hash: sha256(text), what: '<style>', line }];
  const srcdoc = tagName === 'iframe' ? attribute('srcdoc') : undefined;
  return srcdoc === undefined ? [] : inlineCode(srcdoc).map((code) => ({ ...code, line }));
}

function ofAttributes({ tagName, attrs, sourceCodeLocation }: Element): readonly InlineCode[] {
  const line = sourceCodeLocation?.startLine ?? 1;
  return attrs.flatMap(({ name, value }): InlineCode[] => {
    const found = { hash: sha256(value), what: `${name} of <${tagName}>`, line };
    if (HANDLER.test(name)) return [{ ...found, directive: 'script-src-attr' }];
    if (name === 'style') return [{ ...found, directive: 'style-src-attr' }];
    const isScript = value.replaceAll(IGNORED, '').toLowerCase().startsWith('javascript:');
    return URL_ATTRIBUTES.has(name) && isScript ? [{ ...found, directive: null }] : [];
  });
}

function sha256(text: string): string {
  return `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
}
