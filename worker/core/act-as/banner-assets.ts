/**
 * The style sheet of the banner, in a shadow tree of its own. There, important rules win over those of the page (CSS
 * Cascade 5 section 6.4.4). A frame around the window and a bar at its top: the page under it can still be used.
 */
export const BANNER_STYLE: string =
  ':host{all:initial!important;display:block!important;position:fixed!important;inset:0!important;box-sizing:border-box!important;border:4px solid #a4161a!important;z-index:2147483647!important;pointer-events:none!important;print-color-adjust:exact!important}' +
  'div{position:absolute;top:-1px;left:50%;transform:translateX(-50%);box-sizing:border-box;width:max-content;max-width:100%;display:flex;align-items:center;justify-content:center;gap:.25rem 1rem;padding:.375rem 1rem .5rem;border-radius:0 0 .5rem .5rem;background:#a4161a;color:#fff;font:600 .875rem/1.4 system-ui,sans-serif;overflow-wrap:anywhere;pointer-events:auto}' +
  'form{margin:0;flex:none}' +
  'button{min-height:1.75rem;padding:0 .875rem;border:0;border-radius:.25rem;background:#fff;color:#a4161a;font:inherit;cursor:pointer}' +
  'button:focus-visible{outline:3px solid #fff;outline-offset:2px}' +
  '@media(max-width:40rem){div{width:100%;border-radius:0;justify-content:space-between}}' +
  '@media(forced-colors:active){div{border:2px solid}button{border:1px solid}}' +
  '@media print{form{display:none}}';

/**
 * Moves the banner out of the body, which frameworks fill and compare with what they expect, and back to the page where
 * one takes it away. An image that a visitor has named `documentElement` would stand for the page, but for the getter.
 */
export const BANNER_SCRIPT =
  "{const g=n=>Reflect.get(Document.prototype,n,document),s=g('currentScript'),b=s.previousSibling,r=g('documentElement'),k=()=>{b.parentNode===r||r.append(b)};s.remove();k();new MutationObserver(k).observe(r,{childList:true})}";

/** Source expressions of the two in a CSP; a test compares them. */
export const BANNER_STYLE_HASH = 'sha256-xCeaCyR3Nx5DylzVqml0T4QtNksmaY7+q755BVMe3oQ=';
export const BANNER_SCRIPT_HASH = 'sha256-tIVE/tA8EbcnI7WFzyDVz4OVcF+5qjX8jCfhNFIEOV4=';
