import type { Language } from "../language.ts";

export const pt: Language = {
  tag: "pt",
  greeting: (name) => (name === "" ? "Olá," : `Olá, ${name},`),
  phrase: (phrase) =>
    `A frase de segurança deste e-mail é: ${phrase}. Confie nele apenas se a mesma frase lhe foi mostrada.`,
  signature: (project) => `Obrigado, a equipe ${project}`,
  magicUrl: (project) => ({
    subject: `Acesso a ${project}`,
    lead: `Entre em ${project} com o seu link seguro. Expira em 1 hora.`,
    label: `Entrar em ${project}`,
    note: "Se não pediu para entrar, pode ignorar este e-mail.",
  }),
  emailOtp: (project, code) => ({
    subject: `Código de acesso a ${project}`,
    lead: `Use o código ${code} para entrar em ${project}. Expira em 15 minutos.`,
    note: "Nunca compartilhe este código. Se não pediu para entrar, pode ignorar este e-mail.",
  }),
  verification: (project, account, time) => ({
    subject: `Verificação da sua conta ${project}`,
    lead: `Verifique o seu e-mail para ativar a sua conta ${project}. O link expira em 1 hora.`,
    label: "Verificar este e-mail",
    asked: `A conta ${account} pediu este link em ${time}.`,
    note: "Se esta conta não é sua, ou se não pediu nada, ignore este e-mail e não abra o link.",
  }),
  recovery: (project) => ({
    subject: `Nova senha para ${project}`,
    lead: `Redefina a sua senha de ${project} com o link. Expira em 1 hora.`,
    label: "Redefinir a senha",
    note: "Se não pediu uma nova senha, pode ignorar este e-mail: a antiga continua válida.",
  }),
  invitation: ({ project, team, inviter }) => ({
    subject: `Convite para a equipe ${team} em ${project}`,
    lead:
      inviter === ""
        ? `Recebeu um convite para a equipe ${team} em ${project}.`
        : `Recebeu de ${inviter} um convite para a equipe ${team} em ${project}.`,
    label: "Aceitar o convite",
    note: "Se não quer participar, pode ignorar este e-mail.",
  }),
  sessionAlert: (project) => ({
    subject: `Alerta de segurança: nova sessão na sua conta ${project}`,
    lead: `Novo acesso a ${project}: alguém entrou na sua conta.`,
    labels: { device: "Dispositivo", client: "Programa", ip: "Endereço IP", country: "País", time: "Hora" },
    note: "Se foi você, não precisa fazer nada. Se não, mude a sua senha e encerre as suas sessões.",
  }),
  passwordPause: (project) => ({
    subject: `Alerta de segurança: senhas erradas para a sua conta ${project}`,
    lead: `Alguém tentou várias senhas erradas para a sua conta ${project}. Nos dispositivos que ainda não usou, o acesso com a senha está suspenso por algum tempo.`,
    note: "A sua conta está segura enquanto ninguém mais conhecer a senha. Pode entrar num dispositivo que já usou, com um link ou um código, ou definir uma nova senha.",
  }),
  mfaChallenge: (project, code, minutes) => ({
    subject: `Código de verificação para ${project}`,
    lead: `Use o código ${code} para confirmar que é você quem entra em ${project}. Expira em ${minutes} minutos.`,
    note: "Nunca compartilhe este código. Se não é você quem entra, alguém conhece a sua senha: mude-a.",
  }),
  emailChanged: ({ account, project, time }) => ({
    subject: `O e-mail da sua conta ${project} foi alterado`,
    lead: `O e-mail da sua conta ${account} em ${project} foi alterado em ${time}. As mensagens já não chegam aqui.`,
    note: "Se foi você, não precisa fazer nada. Se não, contacte imediatamente o suporte do aplicativo.",
  }),
  phoneDetached: ({ account, project, time }) => ({
    subject: `Um número de telefone foi removido da sua conta ${project}`,
    lead: `O número de telefone da sua conta ${account} em ${project} foi removido em ${time}: o titular provou que é dele, e a sua conta não.`,
    note: "Tudo o mais na sua conta continua igual. Pode adicionar outro número.",
  }),
  identityLinked: ({ account, project, time }, provider) => ({
    subject: `Alerta de segurança: nova forma de entrar na sua conta ${project}`,
    lead: `Desde ${time}, uma conta ${provider} pode entrar na sua conta ${account} em ${project}.`,
    note: "Se foi você, não precisa fazer nada. Se não, remova-a na sua conta e encerre as suas sessões.",
  }),
  phoneChanged: ({ account, project, time }) =>
    `O número de telefone da sua conta ${account} em ${project} foi alterado em ${time}. Se não foi você, contacte o suporte.`,
  emailDetached: ({ account, project, time }) =>
    `O e-mail da sua conta ${account} em ${project} foi removido em ${time}: o titular provou que é dele.`,
  phoneInvitation: (project, url) => `Recebeu um convite para uma equipe em ${project}: ${url}`,
};
