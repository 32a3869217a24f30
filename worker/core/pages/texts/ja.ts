import type { PageTexts } from './page-texts.ts';

/** Japanese, in the polite form. */
export const JA: PageTexts = {
  language: 'ja',
  pages: {
    malformed_request: {
      title: 'リクエストが正しくありません',
      hint: 'アドレスをご確認のうえ、もう一度お試しください。',
    },
    unknown_host: { title: 'このアドレスには何もありません', hint: 'サイトの名前をご確認ください。' },
    https_required: {
      title: 'このサイトは https でのみご利用いただけます',
      hint: 'アドレスの先頭に https:// を付けて、もう一度お試しください。',
    },
    no_route: {
      title: 'ページが見つかりません',
      hint: 'アドレスをご確認いただくか、トップページへお進みください。',
    },
    method_not_allowed: {
      title: 'このアドレスではこの操作を行えません',
      hint: '前のページに戻り、別の方法でお試しください。',
    },
    session_required: {
      title: 'サインインしてください',
      hint: 'サインインしていないか、セッションが終了しています。',
    },
    step_up_required: {
      title: 'ご本人確認をお願いいたします',
      hint: 'この操作には、二要素認証による再度のサインインが必要です。',
    },
    sign_in_again: {
      title: 'もう一度サインインしてください',
      hint: 'セキュリティのため、この操作には再度のサインインが必要です。',
    },
    choose_provider: {
      title: 'サインイン方法を選択してください',
      hint: 'このサイトで使用するアカウントを選択してください。',
    },
    sign_in_expired: {
      title: 'このサインインは無効になりました',
      hint: '時間がかかりすぎたか、すでに完了しています。もう一度サインインしてください。',
    },
    forbidden: {
      title: 'このページを開くことができません',
      hint: 'アクセス権をお持ちのはずの場合は、下記の照会番号を添えて管理者にお問い合わせください。',
    },
    tenant_suspended: {
      title: '所属組織のご利用は停止されています',
      hint: '下記の照会番号を添えて管理者にお問い合わせください。',
    },
    rate_limited: {
      title: 'リクエストが多すぎます',
      hint: 'しばらくお待ちのうえ、もう一度お試しください。',
    },
    too_large: {
      title: 'リクエストが大きすぎます',
      hint: '一度に送信するデータを減らしてください。',
    },
    origin_unreachable: {
      title: '現在、サイトに接続できません',
      hint: 'しばらくしてからもう一度お試しください。問題が続く場合は、下記の照会番号をお知らせください。',
    },
    origin_timeout: {
      title: 'サイトからの応答に時間がかかりすぎました',
      hint: 'しばらくしてからもう一度お試しください。問題が続く場合は、下記の照会番号をお知らせください。',
    },
    unavailable: {
      title: '現在、サイトをご利用いただけません',
      hint: 'しばらくしてからもう一度お試しください。問題が続く場合は、下記の照会番号をお知らせください。',
    },
    signed_in: {
      title: 'サインインしています',
      hint: 'セッションは#に終了します。',
    },
    session_ending: {
      title: 'まもなくセッションが終了します',
      hint: '#に終了します。作業内容を保存してから、もう一度サインインしてください。',
    },
    signed_out: {
      title: 'サインアウトしました',
      hint: '共有のパソコンをお使いの場合は、ブラウザーのウィンドウも閉じてください。',
    },
    act_as_link_over: {
      title: 'このリンクは無効になりました',
      hint: 'すでに使用されたか、期限が切れたか、別のアドレス用のリンクです。新しいリンクを依頼してください。',
    },
    act_as: {
      title: '別のユーザーとして操作しようとしています',
      hint: '操作はすべて両方の名前で記録されます。',
    },
  },
  links: {
    home: 'トップページへ',
    back: '戻る',
    up: '一つ上の階層へ',
    again: 'もう一度試す',
    signIn: 'サインイン',
    signInAgain: 'もう一度サインインする',
    signOut: 'サインアウト',
    stay: 'ログインしたままにする',
    confirm: '本人確認を行う',
    support: 'サポートに問い合わせる',
    actAs: '開始',
  },
  signInWith: '#でサインイン',
  wait: '#にもう一度お試しください。',
  now: 'もう一度お試しいただけます。',
  account: 'アカウント',
  organization: '組織',
  acting: '代理操作者',
  reason: '理由',
  status: 'ステータス',
  actAs: { acting: '{actor}が{user}として操作中です。{time}まで（{rest}）。', end: '終了' },
  reference: '照会番号',
};
