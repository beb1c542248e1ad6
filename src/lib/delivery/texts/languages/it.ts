import type { Language } from "../language.ts";

export const it: Language = {
  tag: "it",
  greeting: (name) => (name === "" ? "Ciao," : `Ciao ${name},`),
  phrase: (phrase) =>
    `La frase di sicurezza di questa email è: ${phrase}. Fidati solo se ti è stata mostrata la stessa frase.`,
  signature: (project) => `Grazie, il team di ${project}`,
  magicUrl: (project) => ({
    subject: `Accesso a ${project}`,
    lead: `Accedi a ${project} con il tuo link sicuro. Scade tra 1 ora.`,
    label: `Accedi a ${project}`,
    note: "Se non hai chiesto di accedere, puoi ignorare questa email.",
  }),
  emailOtp: (project, code) => ({
    subject: `Codice di accesso a ${project}`,
    lead: `Usa il codice ${code} per accedere a ${project}. Scade tra 15 minuti.`,
    note: "Non comunicare mai questo codice. Se non hai chiesto di accedere, puoi ignorare questa email.",
  }),
  verification: (project, account, time) => ({
    subject: `Verifica del tuo account ${project}`,
    lead: `Verifica la tua email per attivare il tuo account ${project}. Il link scade tra 1 ora.`,
    label: "Verifica questa email",
    asked: `L’account ${account} ha chiesto questo link il ${time}.`,
    note: "Se questo account non è tuo, o non hai chiesto nulla, ignora questa email e non aprire il link.",
  }),
  recovery: (project) => ({
    subject: `Nuova password per ${project}`,
    lead: `Reimposta la tua password di ${project} con il link. Scade tra 1 ora.`,
    label: "Reimposta la password",
    note: "Se non hai chiesto una nuova password, puoi ignorare questa email: quella vecchia resta valida.",
  }),
  invitation: ({ project, team, inviter }) => ({
    subject: `Invito al team ${team} su ${project}`,
    lead:
      inviter === ""
        ? `Ti invitiamo a unirti al team ${team} su ${project}.`
        : `${inviter} ti invita a unirti al team ${team} su ${project}.`,
    label: "Accetta l’invito",
    note: "Se non vuoi unirti, puoi ignorare questa email.",
  }),
  sessionAlert: (project) => ({
    subject: `Avviso di sicurezza: nuova sessione sul tuo account ${project}`,
    lead: `Nuovo accesso a ${project}: qualcuno è entrato nel tuo account.`,
    labels: { device: "Dispositivo", client: "Programma", ip: "Indirizzo IP", country: "Paese", time: "Ora" },
    note: "Se sei stato tu, non devi fare nulla. Altrimenti cambia la password e chiudi le tue sessioni.",
  }),
  passwordPause: (project) => ({
    subject: `Avviso di sicurezza: password errate per il tuo account ${project}`,
    lead: `Qualcuno ha provato più password errate per il tuo account ${project}. Sui dispositivi che non hai ancora usato, l’accesso con la password è sospeso per qualche tempo.`,
    note: "Il tuo account è al sicuro finché nessun altro conosce la password. Puoi accedere da un dispositivo già usato, con un link o un codice, oppure impostare una nuova password.",
  }),
  mfaChallenge: (project, code, minutes) => ({
    subject: `Codice di verifica per ${project}`,
    lead: `Usa il codice ${code} per confermare che sei tu ad accedere a ${project}. Scade tra ${minutes} minuti.`,
    note: "Non comunicare mai questo codice. Se non stai accedendo, qualcuno conosce la tua password: cambiala.",
  }),
  emailChanged: ({ account, project, time }) => ({
    subject: `L’email del tuo account ${project} è stata cambiata`,
    lead: `L’email del tuo account ${account} su ${project} è stata cambiata il ${time}. I messaggi non arrivano più qui.`,
    note: "Se sei stato tu, non devi fare nulla. Altrimenti contatta subito l’assistenza dell’app.",
  }),
  phoneDetached: ({ account, project, time }) => ({
    subject: `Un numero di telefono è stato rimosso dal tuo account ${project}`,
    lead: `Il numero di telefono del tuo account ${account} su ${project} è stato rimosso il ${time}: il titolare ha dimostrato che è suo, il tuo account no.`,
    note: "Tutto il resto del tuo account è come prima. Puoi aggiungere un altro numero.",
  }),
  identityLinked: ({ account, project, time }, provider) => ({
    subject: `Avviso di sicurezza: nuovo modo di accedere al tuo account ${project}`,
    lead: `Dal ${time} un account ${provider} può accedere al tuo account ${account} su ${project}.`,
    note: "Se sei stato tu, non devi fare nulla. Altrimenti rimuovilo nel tuo account e chiudi le tue sessioni.",
  }),
  phoneChanged: ({ account, project, time }) =>
    `Il numero di telefono del tuo account ${account} su ${project} è stato cambiato il ${time}. Se non sei stato tu, contatta l’assistenza.`,
  emailDetached: ({ account, project, time }) =>
    `L’email del tuo account ${account} su ${project} è stata rimossa il ${time}: il titolare ha dimostrato che è sua.`,
  phoneInvitation: (project, url) => `Ti invitiamo a unirti a un team su ${project}: ${url}`,
};
