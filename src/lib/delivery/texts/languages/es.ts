import type { Language } from "../language.ts";

export const es: Language = {
  tag: "es",
  greeting: (name) => (name === "" ? "Hola:" : `Hola, ${name}:`),
  phrase: (phrase) =>
    `La frase de seguridad de este correo es: ${phrase}. Confía en él solo si se te mostró la misma frase.`,
  signature: (project) => `Gracias, el equipo de ${project}`,
  magicUrl: (project) => ({
    subject: `Inicio de sesión en ${project}`,
    lead: `Inicia sesión en ${project} con tu enlace seguro. Caduca en 1 hora.`,
    label: `Iniciar sesión en ${project}`,
    note: "Si no has pedido iniciar sesión, puedes ignorar este correo.",
  }),
  emailOtp: (project, code) => ({
    subject: `Código para iniciar sesión en ${project}`,
    lead: `Usa el código ${code} para iniciar sesión en ${project}. Caduca en 15 minutos.`,
    note: "No compartas nunca este código. Si no has pedido iniciar sesión, puedes ignorar este correo.",
  }),
  verification: (project, account, time) => ({
    subject: `Verificación de tu cuenta en ${project}`,
    lead: `Verifica tu correo electrónico para activar tu cuenta en ${project}. El enlace caduca en 1 hora.`,
    label: "Verificar este correo",
    asked: `La cuenta ${account} pidió este enlace el ${time}.`,
    note: "Si esta cuenta no es tuya o no lo has pedido, ignora este correo y no abras el enlace.",
  }),
  recovery: (project) => ({
    subject: `Nueva contraseña para ${project}`,
    lead: `Restablece tu contraseña de ${project} con el enlace. Caduca en 1 hora.`,
    label: "Restablecer la contraseña",
    note: "Si no has pedido una contraseña nueva, puedes ignorar este correo: la anterior sigue siendo válida.",
  }),
  invitation: ({ project, team, inviter }) => ({
    subject: `Invitación al equipo ${team} en ${project}`,
    lead:
      inviter === ""
        ? `Te han invitado a unirte al equipo ${team} en ${project}.`
        : `${inviter} te invita a unirte al equipo ${team} en ${project}.`,
    label: "Aceptar la invitación",
    note: "Si no quieres unirte, puedes ignorar este correo.",
  }),
  sessionAlert: (project) => ({
    subject: `Alerta de seguridad: nueva sesión en tu cuenta de ${project}`,
    lead: `Nuevo inicio de sesión en ${project}: alguien ha entrado en tu cuenta.`,
    labels: { device: "Dispositivo", client: "Programa", ip: "Dirección IP", country: "País", time: "Hora" },
    note: "Si has sido tú, no hay nada que hacer. Si no, cambia tu contraseña y cierra tus sesiones.",
  }),
  passwordPause: (project) => ({
    subject: `Alerta de seguridad: contraseñas incorrectas para tu cuenta de ${project}`,
    lead: `Alguien ha probado varias contraseñas incorrectas para tu cuenta de ${project}. En los dispositivos que aún no has usado, el acceso con contraseña queda en pausa durante un tiempo.`,
    note: "Tu cuenta está a salvo mientras nadie más conozca la contraseña. Puedes entrar desde un dispositivo que ya hayas usado, con un enlace o un código, o poner una contraseña nueva.",
  }),
  mfaChallenge: (project, code, minutes) => ({
    subject: `Código de verificación para ${project}`,
    lead: `Usa el código ${code} para confirmar que eres tú quien inicia sesión en ${project}. Caduca en ${minutes} minutos.`,
    note: "No compartas nunca este código. Si no estás iniciando sesión, alguien conoce tu contraseña: cámbiala.",
  }),
  emailChanged: ({ account, project, time }) => ({
    subject: `Se ha cambiado el correo de tu cuenta en ${project}`,
    lead: `El correo de tu cuenta ${account} en ${project} se cambió el ${time}. Los mensajes ya no llegan aquí.`,
    note: "Si has sido tú, no hay nada que hacer. Si no, ponte en contacto de inmediato con el soporte de la aplicación.",
  }),
  phoneDetached: ({ account, project, time }) => ({
    subject: `Se ha quitado un número de teléfono de tu cuenta en ${project}`,
    lead: `El número de teléfono de tu cuenta ${account} en ${project} se quitó el ${time}: su titular ha demostrado que es suyo, y tu cuenta no.`,
    note: "Todo lo demás de tu cuenta sigue igual. Puedes añadir otro número.",
  }),
  identityLinked: ({ account, project, time }, provider) => ({
    subject: `Alerta de seguridad: nueva forma de entrar en tu cuenta de ${project}`,
    lead: `Desde el ${time}, una cuenta de ${provider} puede iniciar sesión en tu cuenta ${account} de ${project}.`,
    note: "Si has sido tú, no hay nada que hacer. Si no, quítala en tu cuenta y cierra tus sesiones.",
  }),
  phoneChanged: ({ account, project, time }) =>
    `El número de teléfono de tu cuenta ${account} en ${project} se cambió el ${time}. Si no has sido tú, contacta con el soporte.`,
  emailDetached: ({ account, project, time }) =>
    `El correo de tu cuenta ${account} en ${project} se quitó el ${time}: su titular ha demostrado que es suyo.`,
  phoneInvitation: (project, url) => `Te han invitado a unirte a un equipo en ${project}: ${url}`,
};
