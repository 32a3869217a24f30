import type { PageTexts } from './page-texts.ts';

/** Spanish, in the formal address. */
export const ES: PageTexts = {
  language: 'es',
  pages: {
    malformed_request: {
      title: 'Esta solicitud no es válida',
      hint: 'Compruebe la dirección e inténtelo de nuevo.',
    },
    unknown_host: { title: 'No hay nada en esta dirección', hint: 'Compruebe el nombre del sitio.' },
    https_required: {
      title: 'Este sitio solo está disponible por https',
      hint: 'Añada https:// delante de la dirección e inténtelo de nuevo.',
    },
    no_route: {
      title: 'Esta página no existe',
      hint: 'Compruebe la dirección o vaya a la página de inicio.',
    },
    method_not_allowed: {
      title: 'Esta dirección no admite este tipo de solicitud',
      hint: 'Vuelva a la página anterior e inténtelo de otra forma.',
    },
    session_required: {
      title: 'Inicie sesión',
      hint: 'No ha iniciado sesión o su sesión ha terminado.',
    },
    step_up_required: {
      title: 'Confirme su identidad',
      hint: 'Esto requiere un inicio de sesión reciente con su segundo factor.',
    },
    sign_in_again: {
      title: 'Inicie sesión de nuevo',
      hint: 'Por su seguridad, esto requiere un inicio de sesión reciente.',
    },
    choose_provider: { title: '¿Cómo desea iniciar sesión?', hint: 'Elija la cuenta que utiliza para este sitio.' },
    sign_in_expired: {
      title: 'Este inicio de sesión ya no es válido',
      hint: 'Ha tardado demasiado o ya se ha completado. Inicie sesión de nuevo.',
    },
    forbidden: {
      title: 'No puede abrir esta página',
      hint: 'Si cree que debería tener acceso, póngase en contacto con su administrador e indique la referencia de abajo.',
    },
    tenant_suspended: {
      title: 'El acceso de su organización está suspendido',
      hint: 'Póngase en contacto con su administrador e indique la referencia de abajo.',
    },
    rate_limited: { title: 'Demasiadas solicitudes', hint: 'Espere un momento e inténtelo de nuevo.' },
    too_large: { title: 'Esta solicitud es demasiado grande', hint: 'Envíe menos datos a la vez.' },
    origin_unreachable: {
      title: 'No se puede acceder al sitio en este momento',
      hint: 'Inténtelo de nuevo en unos instantes. Si el problema continúa, indique la referencia de abajo.',
    },
    origin_timeout: {
      title: 'El sitio ha tardado demasiado en responder',
      hint: 'Inténtelo de nuevo en unos instantes. Si el problema continúa, indique la referencia de abajo.',
    },
    unavailable: {
      title: 'El sitio no está disponible en este momento',
      hint: 'Inténtelo de nuevo en unos instantes. Si el problema continúa, indique la referencia de abajo.',
    },
    signed_in: {
      title: 'Ha iniciado sesión',
      hint: 'Su sesión termina el #.',
    },
    session_ending: {
      title: 'Su sesión está a punto de terminar',
      hint: 'Termina el #. Guarde su trabajo y, después, inicie sesión de nuevo.',
    },
    signed_out: {
      title: 'Ha cerrado la sesión',
      hint: 'En un equipo compartido, cierre también la ventana del navegador.',
    },
    act_as_link_over: {
      title: 'Este enlace ya no es válido',
      hint: 'Ya se ha utilizado, es demasiado antiguo o es para otra dirección. Solicite uno nuevo.',
    },
    act_as: {
      title: 'Va a actuar en nombre de otra persona',
      hint: 'Todo lo que haga quedará registrado con ambos nombres.',
    },
  },
  links: {
    home: 'Ir a la página de inicio',
    back: 'Volver',
    up: 'Subir un nivel',
    again: 'Intentar de nuevo',
    signIn: 'Iniciar sesión',
    signInAgain: 'Iniciar sesión de nuevo',
    signOut: 'Cerrar sesión',
    stay: 'Mantener la sesión iniciada',
    confirm: 'Confirmar mi identidad',
    support: 'Contactar con asistencia',
    actAs: 'Empezar',
  },
  signInWith: 'Iniciar sesión con #',
  wait: 'Inténtelo de nuevo #.',
  now: 'Ya puede intentarlo de nuevo.',
  account: 'Cuenta',
  organization: 'Organización',
  acting: 'Actúa por esta cuenta',
  reason: 'Motivo',
  status: 'Estado',
  actAs: { acting: '{actor} actúa en nombre de {user} hasta las {time} ({rest}).', end: 'Finalizar' },
  reference: 'Referencia',
};
