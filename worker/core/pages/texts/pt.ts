import type { PageTexts } from './page-texts.ts';

/** Portuguese as most of its readers write it, in Brazil, in the formal address. */
export const PT: PageTexts = {
  language: 'pt',
  pages: {
    malformed_request: { title: 'Esta solicitação é inválida', hint: 'Verifique o endereço e tente novamente.' },
    unknown_host: { title: 'Não há nada neste endereço', hint: 'Verifique o nome do site.' },
    https_required: {
      title: 'Este site está disponível somente por https',
      hint: 'Acrescente https:// antes do endereço e tente novamente.',
    },
    no_route: { title: 'Esta página não existe', hint: 'Verifique o endereço ou vá para a página inicial.' },
    method_not_allowed: {
      title: 'Este endereço não aceita este tipo de solicitação',
      hint: 'Volte à página anterior e tente de outra forma.',
    },
    session_required: {
      title: 'Entre na sua conta',
      hint: 'A sua sessão terminou ou ainda não foi iniciada.',
    },
    step_up_required: {
      title: 'Confirme a sua identidade',
      hint: 'Isto exige um login recente com o seu segundo fator.',
    },
    sign_in_again: {
      title: 'Entre novamente na sua conta',
      hint: 'Para sua segurança, isto exige um login recente.',
    },
    choose_provider: { title: 'Como deseja entrar?', hint: 'Escolha a conta que você usa neste site.' },
    sign_in_expired: {
      title: 'Esta entrada não é mais válida',
      hint: 'Ela demorou demais ou já foi concluída. Entre novamente.',
    },
    forbidden: {
      title: 'Não é possível abrir esta página',
      hint: 'Se acredita que deveria ter acesso, entre em contato com o seu administrador e informe a referência abaixo.',
    },
    tenant_suspended: {
      title: 'O acesso da sua organização está suspenso',
      hint: 'Entre em contato com o seu administrador e informe a referência abaixo.',
    },
    rate_limited: { title: 'Muitas solicitações', hint: 'Aguarde um momento e tente novamente.' },
    too_large: { title: 'Esta solicitação é grande demais', hint: 'Envie menos dados de cada vez.' },
    origin_unreachable: {
      title: 'Não é possível acessar o site no momento',
      hint: 'Tente novamente em instantes. Se o problema continuar, informe a referência abaixo.',
    },
    origin_timeout: {
      title: 'O site demorou demais para responder',
      hint: 'Tente novamente em instantes. Se o problema continuar, informe a referência abaixo.',
    },
    unavailable: {
      title: 'O site não está disponível no momento',
      hint: 'Tente novamente em instantes. Se o problema continuar, informe a referência abaixo.',
    },
    signed_in: {
      title: 'Você está conectado',
      hint: 'A sua sessão termina em #.',
    },
    session_ending: {
      title: 'A sua sessão está prestes a terminar',
      hint: 'Ela termina em #. Salve o seu trabalho e, depois, entre novamente.',
    },
    signed_out: {
      title: 'Você saiu da sua conta',
      hint: 'Em um computador compartilhado, feche também a janela do navegador.',
    },
    act_as_link_over: {
      title: 'Este link não é mais válido',
      hint: 'Ele já foi usado, é antigo demais ou vale para outro endereço. Peça um novo.',
    },
    act_as: {
      title: 'Você vai agir em nome de outra pessoa',
      hint: 'Tudo o que você fizer será registrado com os dois nomes.',
    },
  },
  links: {
    home: 'Ir para a página inicial',
    back: 'Voltar',
    up: 'Subir um nível',
    again: 'Tentar novamente',
    signIn: 'Entrar',
    signInAgain: 'Entrar novamente',
    signOut: 'Sair',
    stay: 'Continuar com a sessão iniciada',
    confirm: 'Confirmar a identidade',
    support: 'Falar com o suporte',
    actAs: 'Começar',
  },
  signInWith: 'Entrar com #',
  wait: 'Tente novamente #.',
  now: 'Já pode tentar novamente.',
  account: 'Conta',
  organization: 'Organização',
  acting: 'Atua por esta conta',
  reason: 'Motivo',
  status: 'Status',
  actAs: { acting: '{actor} está agindo em nome de {user} até {time} ({rest}).', end: 'Encerrar' },
  reference: 'Referência',
};
