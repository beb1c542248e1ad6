import type { Language } from "../language.ts";

export const de: Language = {
  tag: "de",
  greeting: (name) => (name === "" ? "Hallo," : `Hallo ${name},`),
  phrase: (phrase) =>
    `Die Sicherheitsphrase dieser E-Mail ist: ${phrase}. Vertraue ihr nur, wenn dir dieselbe Phrase gezeigt wurde.`,
  signature: (project) => `Danke, das Team von ${project}`,
  magicUrl: (project) => ({
    subject: `Anmeldung bei ${project}`,
    lead: `Melde dich mit deinem sicheren Link bei ${project} an. Er gilt 1 Stunde.`,
    label: `Bei ${project} anmelden`,
    note: "Wenn du dich nicht anmelden wolltest, kannst du diese E-Mail ignorieren.",
  }),
  emailOtp: (project, code) => ({
    subject: `Code für die Anmeldung bei ${project}`,
    lead: `Melde dich mit dem Code ${code} bei ${project} an. Er gilt 15 Minuten.`,
    note: "Gib diesen Code niemals weiter. Wenn du dich nicht anmelden wolltest, kannst du diese E-Mail ignorieren.",
  }),
  verification: (project, account, time) => ({
    subject: `Bestätigung deines Kontos bei ${project}`,
    lead: `Bestätige deine E-Mail-Adresse, um dein Konto bei ${project} zu aktivieren. Der Link gilt 1 Stunde.`,
    label: "E-Mail-Adresse bestätigen",
    asked: `Das Konto ${account} hat diesen Link am ${time} angefordert.`,
    note: "Wenn dies nicht dein Konto ist oder du das nicht angefordert hast, ignoriere diese E-Mail und öffne den Link nicht.",
  }),
  recovery: (project) => ({
    subject: `Neues Passwort für ${project}`,
    lead: `Setze mit dem Link ein neues Passwort für ${project}. Er gilt 1 Stunde.`,
    label: "Neues Passwort setzen",
    note: "Wenn du kein neues Passwort wolltest, kannst du diese E-Mail ignorieren: Das alte bleibt.",
  }),
  invitation: ({ project, team, inviter }) => ({
    subject: `Einladung in das Team ${team} bei ${project}`,
    lead:
      inviter === ""
        ? `Du bist eingeladen, dem Team ${team} bei ${project} beizutreten.`
        : `${inviter} lädt dich ein, dem Team ${team} bei ${project} beizutreten.`,
    label: "Einladung annehmen",
    note: "Wenn du nicht beitreten willst, kannst du diese E-Mail ignorieren.",
  }),
  sessionAlert: (project) => ({
    subject: `Sicherheitshinweis: neue Sitzung in deinem Konto bei ${project}`,
    lead: `Neue Anmeldung bei ${project}: Jemand hat sich in deinem Konto angemeldet.`,
    labels: { device: "Gerät", client: "Programm", ip: "IP-Adresse", country: "Land", time: "Zeit" },
    note: "Wenn du es warst, ist nichts zu tun. Wenn nicht, ändere dein Passwort und beende deine Sitzungen.",
  }),
  passwordPause: (project) => ({
    subject: `Sicherheitshinweis: falsche Passwörter für dein Konto bei ${project}`,
    lead: `Jemand hat mehrere falsche Passwörter für dein Konto bei ${project} probiert. Auf Geräten, die du noch nicht benutzt hast, ist die Anmeldung mit dem Passwort eine Zeit lang gesperrt.`,
    note: "Dein Konto ist sicher, solange niemand sonst das Passwort kennt. Du kannst dich auf einem Gerät anmelden, das du schon benutzt hast, mit einem Link oder einem Code, oder ein neues Passwort setzen.",
  }),
  mfaChallenge: (project, code, minutes) => ({
    subject: `Bestätigungscode für ${project}`,
    lead: `Bestätige mit dem Code ${code}, dass du es bist, der sich bei ${project} anmeldet. Er gilt ${minutes} Minuten.`,
    note: "Gib diesen Code niemals weiter. Wenn du dich nicht anmeldest, kennt jemand dein Passwort: Ändere es.",
  }),
  emailChanged: ({ account, project, time }) => ({
    subject: `Die E-Mail-Adresse deines Kontos bei ${project} wurde geändert`,
    lead: `Die E-Mail-Adresse deines Kontos ${account} bei ${project} wurde am ${time} geändert. Nachrichten kommen nicht mehr hierher.`,
    note: "Wenn du es warst, ist nichts zu tun. Wenn nicht, wende dich sofort an den Support der App.",
  }),
  phoneDetached: ({ account, project, time }) => ({
    subject: `Eine Telefonnummer wurde aus deinem Konto bei ${project} entfernt`,
    lead: `Die Telefonnummer deines Kontos ${account} bei ${project} wurde am ${time} entfernt: Wem sie gehört, hat das nachgewiesen, dein Konto nicht.`,
    note: "Alles andere in deinem Konto ist wie zuvor. Du kannst eine andere Nummer angeben.",
  }),
  identityLinked: ({ account, project, time }, provider) => ({
    subject: `Sicherheitshinweis: neuer Weg in dein Konto bei ${project}`,
    lead: `Seit ${time} kann sich ein Konto bei ${provider} in deinem Konto ${account} bei ${project} anmelden.`,
    note: "Wenn du es warst, ist nichts zu tun. Wenn nicht, entferne es in deinem Konto und beende deine Sitzungen.",
  }),
  phoneChanged: ({ account, project, time }) =>
    `Die Telefonnummer deines Kontos ${account} bei ${project} wurde am ${time} geändert. Wenn du es nicht warst, wende dich an den Support.`,
  emailDetached: ({ account, project, time }) =>
    `Die E-Mail-Adresse deines Kontos ${account} bei ${project} wurde am ${time} entfernt: Wem sie gehört, hat das nachgewiesen.`,
  phoneInvitation: (project, url) => `Du bist in ein Team bei ${project} eingeladen: ${url}`,
};
