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
  verification: (project) => ({
    subject: `Verifica del tuo account ${project}`,
    lead: `Verifica la tua email per attivare il tuo account ${project}. Il link scade tra 1 ora.`,
    label: "Verifica questa email",
    note: "Se questo account non è tuo, puoi ignorare questa email.",
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
  phoneInvitation: (project, url) => `Ti invitiamo a unirti a un team su ${project}: ${url}`,
};
