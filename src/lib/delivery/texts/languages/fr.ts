import type { Language } from "../language.ts";

export const fr: Language = {
  tag: "fr",
  greeting: (name) => (name === "" ? "Bonjour," : `Bonjour ${name},`),
  phrase: (phrase) =>
    `La phrase de sécurité de cet e-mail est : ${phrase}. Ne vous y fiez que si la même phrase vous a été affichée.`,
  signature: (project) => `Merci, l’équipe ${project}`,
  magicUrl: (project) => ({
    subject: `Connexion à ${project}`,
    lead: `Connectez-vous à ${project} avec votre lien sécurisé. Il expire dans 1 heure.`,
    label: `Se connecter à ${project}`,
    note: "Si vous n’avez pas demandé à vous connecter, vous pouvez ignorer cet e-mail.",
  }),
  emailOtp: (project, code) => ({
    subject: `Code de connexion à ${project}`,
    lead: `Utilisez le code ${code} pour vous connecter à ${project}. Il expire dans 15 minutes.`,
    note: "Ne transmettez jamais ce code. Si vous n’avez pas demandé à vous connecter, vous pouvez ignorer cet e-mail.",
  }),
  verification: (project, account, time) => ({
    subject: `Vérification de votre compte ${project}`,
    lead: `Vérifiez votre adresse e-mail pour activer votre compte ${project}. Le lien expire dans 1 heure.`,
    label: "Vérifier cette adresse",
    asked: `Le compte ${account} a demandé ce lien le ${time}.`,
    note: "Si ce compte n’est pas le vôtre, ou si vous n’avez rien demandé, ignorez cet e-mail et n’ouvrez pas le lien.",
  }),
  recovery: (project) => ({
    subject: `Nouveau mot de passe pour ${project}`,
    lead: `Réinitialisez votre mot de passe ${project} avec le lien. Il expire dans 1 heure.`,
    label: "Réinitialiser le mot de passe",
    note: "Si vous n’avez pas demandé de nouveau mot de passe, vous pouvez ignorer cet e-mail : l’ancien reste valable.",
  }),
  invitation: ({ project, team, inviter }) => ({
    subject: `Invitation à l’équipe ${team} sur ${project}`,
    lead:
      inviter === ""
        ? `Vous êtes invité à rejoindre l’équipe ${team} sur ${project}.`
        : `${inviter} vous invite à rejoindre l’équipe ${team} sur ${project}.`,
    label: "Accepter l’invitation",
    note: "Si vous ne souhaitez pas la rejoindre, vous pouvez ignorer cet e-mail.",
  }),
  sessionAlert: (project) => ({
    subject: `Alerte de sécurité : nouvelle session sur votre compte ${project}`,
    lead: `Nouvelle connexion à ${project} : quelqu’un s’est connecté à votre compte.`,
    labels: { device: "Appareil", client: "Logiciel", ip: "Adresse IP", country: "Pays", time: "Heure" },
    note: "Si c’était vous, il n’y a rien à faire. Sinon, changez votre mot de passe et fermez vos sessions.",
  }),
  passwordPause: (project) => ({
    subject: `Alerte de sécurité : mots de passe erronés pour votre compte ${project}`,
    lead: `Quelqu’un a essayé plusieurs mots de passe erronés pour votre compte ${project}. Sur les appareils que vous n’avez pas encore utilisés, la connexion par mot de passe est suspendue pour un temps.`,
    note: "Votre compte est en sécurité tant que personne d’autre ne connaît le mot de passe. Vous pouvez vous connecter depuis un appareil déjà utilisé, par un lien ou un code, ou choisir un nouveau mot de passe.",
  }),
  mfaChallenge: (project, code, minutes) => ({
    subject: `Code de vérification pour ${project}`,
    lead: `Utilisez le code ${code} pour confirmer que c’est bien vous qui vous connectez à ${project}. Il expire dans ${minutes} minutes.`,
    note: "Ne transmettez jamais ce code. Si vous ne vous connectez pas, quelqu’un connaît votre mot de passe : changez-le.",
  }),
  emailChanged: ({ account, project, time }) => ({
    subject: `L’adresse e-mail de votre compte ${project} a été modifiée`,
    lead: `L’adresse e-mail de votre compte ${account} sur ${project} a été modifiée le ${time}. Les messages n’arrivent plus ici.`,
    note: "Si c’était vous, il n’y a rien à faire. Sinon, contactez tout de suite l’assistance de l’application.",
  }),
  phoneDetached: ({ account, project, time }) => ({
    subject: `Un numéro de téléphone a été retiré de votre compte ${project}`,
    lead: `Le numéro de téléphone de votre compte ${account} sur ${project} a été retiré le ${time} : son titulaire a prouvé qu’il est le sien, et votre compte non.`,
    note: "Tout le reste de votre compte est inchangé. Vous pouvez ajouter un autre numéro.",
  }),
  identityLinked: ({ account, project, time }, provider) => ({
    subject: `Alerte de sécurité : nouvelle façon d’accéder à votre compte ${project}`,
    lead: `Depuis le ${time}, un compte ${provider} peut se connecter à votre compte ${account} sur ${project}.`,
    note: "Si c’était vous, il n’y a rien à faire. Sinon, retirez-le dans votre compte et fermez vos sessions.",
  }),
  phoneChanged: ({ account, project, time }) =>
    `Le numéro de téléphone de votre compte ${account} sur ${project} a été modifié le ${time}. Si ce n’était pas vous, contactez l’assistance.`,
  emailDetached: ({ account, project, time }) =>
    `L’adresse e-mail de votre compte ${account} sur ${project} a été retirée le ${time} : son titulaire a prouvé qu’elle est la sienne.`,
  phoneInvitation: (project, url) => `Vous êtes invité à rejoindre une équipe sur ${project} : ${url}`,
};
