import type { PageTexts } from './page-texts.ts';

/** German, in the formal address. */
export const DE: PageTexts = {
  language: 'de',
  pages: {
    malformed_request: {
      title: 'Diese Anfrage ist ungültig',
      hint: 'Bitte prüfen Sie die Adresse und versuchen Sie es erneut.',
    },
    unknown_host: { title: 'Unter dieser Adresse gibt es nichts', hint: 'Bitte prüfen Sie den Namen der Website.' },
    https_required: {
      title: 'Diese Website ist nur über https erreichbar',
      hint: 'Bitte setzen Sie https:// vor die Adresse und versuchen Sie es erneut.',
    },
    no_route: {
      title: 'Diese Seite gibt es nicht',
      hint: 'Bitte prüfen Sie die Adresse oder gehen Sie zur Startseite.',
    },
    method_not_allowed: {
      title: 'Diese Adresse unterstützt solche Anfragen nicht',
      hint: 'Bitte kehren Sie zur vorherigen Seite zurück und versuchen Sie es auf anderem Weg.',
    },
    session_required: {
      title: 'Bitte melden Sie sich an',
      hint: 'Sie sind nicht angemeldet, oder Ihre Sitzung ist beendet.',
    },
    step_up_required: {
      title: 'Bitte bestätigen Sie Ihre Identität',
      hint: 'Dafür ist eine aktuelle Anmeldung mit Ihrem zweiten Faktor nötig.',
    },
    sign_in_again: {
      title: 'Bitte melden Sie sich erneut an',
      hint: 'Zu Ihrer Sicherheit ist dafür eine aktuelle Anmeldung nötig.',
    },
    choose_provider: {
      title: 'Wie möchten Sie sich anmelden?',
      hint: 'Bitte wählen Sie das Konto, das Sie für diese Website verwenden.',
    },
    sign_in_expired: {
      title: 'Diese Anmeldung ist nicht mehr gültig',
      hint: 'Sie hat zu lange gedauert oder ist schon abgeschlossen. Bitte melden Sie sich erneut an.',
    },
    forbidden: {
      title: 'Sie können diese Seite nicht öffnen',
      hint: 'Wenn Sie Zugriff haben sollten, wenden Sie sich bitte mit der Referenz unten an Ihre Administration.',
    },
    tenant_suspended: {
      title: 'Der Zugang Ihrer Organisation ist gesperrt',
      hint: 'Bitte wenden Sie sich mit der Referenz unten an Ihre Administration.',
    },
    rate_limited: { title: 'Zu viele Anfragen', hint: 'Bitte warten Sie einen Moment und versuchen Sie es erneut.' },
    too_large: { title: 'Diese Anfrage ist zu groß', hint: 'Bitte senden Sie weniger auf einmal.' },
    origin_unreachable: {
      title: 'Die Website ist gerade nicht erreichbar',
      hint: 'Bitte versuchen Sie es gleich noch einmal. Besteht das Problem weiter, nennen Sie bitte die Referenz unten.',
    },
    origin_timeout: {
      title: 'Die Website hat nicht rechtzeitig geantwortet',
      hint: 'Bitte versuchen Sie es gleich noch einmal. Besteht das Problem weiter, nennen Sie bitte die Referenz unten.',
    },
    unavailable: {
      title: 'Die Website ist gerade nicht verfügbar',
      hint: 'Bitte versuchen Sie es gleich noch einmal. Besteht das Problem weiter, nennen Sie bitte die Referenz unten.',
    },
    signed_in: {
      title: 'Sie sind angemeldet',
      hint: 'Ihre Sitzung endet am #.',
    },
    session_ending: {
      title: 'Ihre Sitzung endet bald',
      hint: 'Sie endet am #. Bitte speichern Sie Ihre Arbeit und melden Sie sich dann erneut an.',
    },
    signed_out: {
      title: 'Sie sind abgemeldet',
      hint: 'Bitte schließen Sie an einem gemeinsam genutzten Computer auch das Browserfenster.',
    },
    act_as_link_over: {
      title: 'Dieser Link gilt nicht mehr',
      hint: 'Er wurde schon verwendet, ist zu alt oder gilt für eine andere Adresse. Bitte fordern Sie einen neuen an.',
    },
    act_as: {
      title: 'Sie handeln gleich im Namen einer anderen Person',
      hint: 'Alles, was Sie tun, wird mit beiden Namen aufgezeichnet.',
    },
  },
  links: {
    home: 'Zur Startseite',
    back: 'Zurück',
    up: 'Eine Ebene höher',
    again: 'Erneut versuchen',
    signIn: 'Anmelden',
    signInAgain: 'Erneut anmelden',
    signOut: 'Abmelden',
    stay: 'Angemeldet bleiben',
    confirm: 'Identität bestätigen',
    support: 'Support kontaktieren',
    actAs: 'Beginnen',
  },
  signInWith: 'Mit # anmelden',
  wait: 'Bitte versuchen Sie es # erneut.',
  now: 'Sie können es jetzt erneut versuchen.',
  account: 'Konto',
  organization: 'Organisation',
  acting: 'Handelt für dieses Konto',
  reason: 'Grund',
  status: 'Status',
  actAs: { acting: '{actor} handelt als {user}, bis {time} ({rest}).', end: 'Beenden' },
  reference: 'Referenz',
};
