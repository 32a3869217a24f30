/** Colours by name, light and dark. A company's colour replaces `--brand`, `--on-brand` and `--accent` in both. */
const COLORS =
  ':root{color-scheme:light dark;--ground:#f3f4f6;--card:#fff;--ink:#15181d;--quiet:#565e69;--line:#dde1e6;--brand:#15181d;--on-brand:#fff;--accent:var(--line)}' +
  '@media(prefers-color-scheme:dark){:root{--ground:#0e1014;--card:#181b21;--ink:#eceef1;--quiet:#a5adb8;--line:#2b3039;--brand:#eceef1;--on-brand:#15181d}header img{padding:.5rem .75rem;border-radius:.5rem;background:#fff}}';

const LAYOUT =
  'body{box-sizing:border-box;margin:0;min-height:100svh;padding:2rem 1.25rem;display:flex;flex-direction:column;align-items:center;justify-content:center;gap:1.5rem;font:1rem/1.6 system-ui,sans-serif;background:var(--ground);color:var(--ink)}' +
  'header,main,footer{box-sizing:border-box;width:100%;max-width:33rem}' +
  'header{font-size:1.125rem;font-weight:600;overflow-wrap:anywhere}' +
  'header img{display:block;max-width:100%;height:2.25rem;object-fit:contain}' +
  'main{padding:clamp(1.75rem,7vw,2.75rem);border:1px solid var(--line);border-radius:1rem;background:linear-gradient(var(--accent) 4px,var(--card) 4px);box-shadow:0 1px 2px #0000000d,0 16px 40px -16px #0003}' +
  'main svg{display:block;box-sizing:border-box;width:3rem;height:3rem;padding:.75rem;border-radius:50%;background:var(--ground);fill:none;stroke:currentColor;stroke-width:1.75;stroke-linecap:round;stroke-linejoin:round}' +
  'h1{margin:1.25rem 0 .5rem;font-size:1.5rem;line-height:1.3;font-weight:650;text-wrap:balance}' +
  ':lang(ja){word-break:auto-phrase}' +
  'p{margin:0}';

/**
 * A clock that counts down by an animated whole number, where the browser has all that it needs: in others the number would jump.
 * The sentence beside it gives way to another when the time is over.
 */
const WAIT =
  '@property --left{syntax:"<integer>";inherits:true;initial-value:0}' +
  '.clock,.wait span+span{display:none}' +
  '@supports(transition-behavior:allow-discrete) and (width:calc(rem(5px,2px)*1)){' +
  '.wait{display:grid}.wait span{grid-area:1/1}.wait span+span{display:inline;visibility:hidden}' +
  '.wait span{animation:hide 0s var(--wait) forwards}.wait span+span{animation-name:show}' +
  '.clock{display:block;margin-top:1.25rem;font-size:2.25rem;line-height:1;font-weight:300;font-variant-numeric:tabular-nums;counter-reset:m round(down,var(--left)/60,1) s rem(var(--left),60)}' +
  '.clock::after{content:counter(m) ":" counter(s,decimal-leading-zero)}' +
  '}@keyframes hide{to{visibility:hidden}}@keyframes show{to{visibility:visible}}';

const SESSION =
  'dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1.25rem;margin:1.25rem 0 0}' +
  'dt{color:var(--quiet)}dd{margin:0;overflow-wrap:anywhere}';

const LINKS =
  '.actions{display:flex;flex-wrap:wrap;gap:.75rem;margin-top:1.75rem}' +
  '.actions a,button{box-sizing:border-box;min-height:2.75rem;padding:.55rem 1.125rem;border:1px solid var(--quiet);border-radius:.5rem;color:var(--ink);font-weight:550;font-size:1rem;line-height:1.6;text-align:center;text-decoration:none}' +
  'button{font-family:inherit;background:none;cursor:pointer}' +
  '.actions a:hover,button:hover{text-decoration:underline;text-underline-offset:.2em}' +
  '.actions a:first-child{background:var(--brand);color:var(--on-brand)}' +
  ':focus-visible{outline:3px solid var(--ink);outline-offset:3px}';

const FOOTER =
  'footer{color:var(--quiet);font-size:.875rem}' +
  'footer a{color:inherit;text-underline-offset:.2em}' +
  '.links{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin-bottom:.5rem}' +
  'code{font:.8125rem ui-monospace,monospace;overflow-wrap:anywhere;user-select:all}' +
  'code b{color:var(--ink)}';

const OTHER_MEDIA =
  '@media(max-width:30rem){body{justify-content:start}.actions>*,button{width:100%}}' +
  '@media(forced-colors:active){main svg{border:1px solid}}' +
  '@media print{body{display:block;min-height:0;padding:0;background:none;color:#000}main{padding:1rem 0;border:0;background:none;box-shadow:none}.actions,.clock,main svg{display:none}footer,code b{color:#000}}';

/** The one style sheet of every page. */
export const STYLE: string = COLORS + LAYOUT + WAIT + SESSION + LINKS + FOOTER + OTHER_MEDIA;

/** Source expression of the style sheet in the gateway's CSP; a test compares it with the sheet. */
export const STYLE_HASH = 'sha256-3X1L7sqS2kO1uazLPN5yye7j6tW2OGeIGQyiUnN1h9c=';
