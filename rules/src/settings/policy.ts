import type { Joined } from '../controls/joined.ts';
import type { ActAsBannerSetting } from './act-as-banner/policy.ts';
import type { AuditSetting } from './audit/policy.ts';
import type { BodySetting } from './body/policy.ts';
import type { CacheSetting } from './cache/policy.ts';
import type { CookiesSetting } from './cookies/policy.ts';
import type { CorsSetting } from './cors/policy.ts';
import type { CrossSiteSetting } from './cross-site/policy.ts';
import type { HeadersSetting } from './headers/policy.ts';
import type { LimitsSetting } from './limits/policy.ts';
import type { ModeSetting } from './mode/policy.ts';
import type { OriginSetting } from './origin/policy.ts';
import type { RequestHeadersSetting } from './request-headers/policy.ts';
import type { RevocationSetting } from './revocation/policy.ts';
import type { SignInSetting } from './sign-in/policy.ts';
import type { SpellingSetting } from './spelling/policy.ts';
import type { TimeoutSetting } from './timeout/policy.ts';
import type { WhenStateUnavailableSetting } from './when-state-unavailable/policy.ts';

/** What each setting of a route compiles to, by its key in the rules. */
export interface CompiledSettings {
  readonly origin: OriginSetting;
  readonly signIn: SignInSetting;
  readonly limits: LimitsSetting;
  readonly revocation: RevocationSetting;
  readonly whenStateUnavailable: WhenStateUnavailableSetting;
  readonly audit: AuditSetting;
  readonly requestHeaders: RequestHeadersSetting;
  readonly body: BodySetting;
  readonly timeout: TimeoutSetting;
  readonly cache: CacheSetting;
  readonly cookies: CookiesSetting;
  readonly cors: CorsSetting;
  readonly crossSite: CrossSiteSetting;
  readonly spelling: SpellingSetting;
  readonly headers: HeadersSetting;
  readonly actAsBanner: ActAsBannerSetting;
  readonly mode: ModeSetting;
}

/** A key by which the rules say how a route treats its requests, apart from which they are and who may pass. */
export type Setting = keyof CompiledSettings;

/** All settings of a route, side by side. */
export type Settings = Joined<CompiledSettings[Setting]>;
