import type { PageTexts } from './page-texts.ts';

/** French, in the formal address. */
export const FR: PageTexts = {
  language: 'fr',
  pages: {
    malformed_request: {
      title: 'Cette requête n’est pas valide',
      hint: 'Veuillez vérifier l’adresse, puis réessayer.',
    },
    unknown_host: { title: 'Il n’y a rien à cette adresse', hint: 'Veuillez vérifier le nom du site.' },
    https_required: {
      title: 'Ce site est accessible uniquement en https',
      hint: 'Veuillez ajouter https:// devant l’adresse, puis réessayer.',
    },
    no_route: {
      title: 'Cette page n’existe pas',
      hint: 'Veuillez vérifier l’adresse ou revenir à la page d’accueil.',
    },
    method_not_allowed: {
      title: 'Cette adresse n’accepte pas ce type de requête',
      hint: 'Veuillez revenir à la page précédente et procéder autrement.',
    },
    session_required: {
      title: 'Veuillez vous connecter',
      hint: 'Vous n’êtes pas connecté ou votre session a pris fin.',
    },
    step_up_required: {
      title: 'Veuillez confirmer votre identité',
      hint: 'Cette action exige une connexion récente avec votre second facteur.',
    },
    sign_in_again: {
      title: 'Veuillez vous reconnecter',
      hint: 'Pour votre sécurité, cette action exige une connexion récente.',
    },
    choose_provider: {
      title: 'Comment souhaitez-vous vous connecter ?',
      hint: 'Veuillez choisir le compte que vous utilisez pour ce site.',
    },
    sign_in_expired: {
      title: 'Cette connexion n’est plus valable',
      hint: 'Elle a pris trop de temps ou est déjà terminée. Veuillez vous connecter à nouveau.',
    },
    forbidden: {
      title: 'Vous ne pouvez pas ouvrir cette page',
      hint: 'Si vous pensez devoir y accéder, veuillez contacter votre administrateur en indiquant la référence ci-dessous.',
    },
    tenant_suspended: {
      title: 'L’accès de votre organisation est suspendu',
      hint: 'Veuillez contacter votre administrateur en indiquant la référence ci-dessous.',
    },
    rate_limited: { title: 'Trop de requêtes', hint: 'Veuillez patienter un instant, puis réessayer.' },
    too_large: { title: 'Cette requête est trop volumineuse', hint: 'Veuillez envoyer moins de données à la fois.' },
    origin_unreachable: {
      title: 'Le site est actuellement injoignable',
      hint: 'Veuillez réessayer dans un instant. Si le problème persiste, indiquez la référence ci-dessous.',
    },
    origin_timeout: {
      title: 'Le site a mis trop de temps à répondre',
      hint: 'Veuillez réessayer dans un instant. Si le problème persiste, indiquez la référence ci-dessous.',
    },
    unavailable: {
      title: 'Le site est momentanément indisponible',
      hint: 'Veuillez réessayer dans un instant. Si le problème persiste, indiquez la référence ci-dessous.',
    },
    signed_in: {
      title: 'Vous êtes connecté',
      hint: 'Votre session se termine le #.',
    },
    session_ending: {
      title: 'Votre session va bientôt se terminer',
      hint: 'Elle se termine le #. Veuillez enregistrer votre travail, puis vous reconnecter.',
    },
    signed_out: {
      title: 'Vous êtes déconnecté',
      hint: 'Sur un ordinateur partagé, veuillez aussi fermer la fenêtre du navigateur.',
    },
    act_as_link_over: {
      title: 'Ce lien n’est plus valable',
      hint: 'Il a déjà été utilisé, est trop ancien ou concerne une autre adresse. Veuillez en demander un nouveau.',
    },
    act_as: {
      title: 'Vous allez agir au nom d’une autre personne',
      hint: 'Tout ce que vous faites sera enregistré avec les deux noms.',
    },
  },
  links: {
    home: 'Aller à la page d’accueil',
    back: 'Retour',
    up: 'Remonter d’un niveau',
    again: 'Réessayer',
    signIn: 'Se connecter',
    signInAgain: 'Se reconnecter',
    signOut: 'Se déconnecter',
    stay: 'Rester connecté',
    confirm: 'Confirmer mon identité',
    support: 'Contacter l’assistance',
    actAs: 'Commencer',
  },
  signInWith: 'Se connecter avec #',
  wait: 'Veuillez réessayer #.',
  now: 'Vous pouvez réessayer maintenant.',
  account: 'Compte',
  organization: 'Organisation',
  acting: 'Agit pour ce compte',
  reason: 'Motif',
  status: 'État',
  actAs: { acting: '{actor} agit au nom de {user} jusqu’à {time} ({rest}).', end: 'Terminer' },
  reference: 'Référence',
};
