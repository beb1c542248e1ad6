import type { Language } from "../language.ts";

export const nl: Language = {
  tag: "nl",
  greeting: (name) => (name === "" ? "Hallo," : `Hallo ${name},`),
  phrase: (phrase) =>
    `De beveiligingszin van deze e-mail is: ${phrase}. Vertrouw hem alleen als je dezelfde zin te zien kreeg.`,
  signature: (project) => `Bedankt, het team van ${project}`,
  magicUrl: (project) => ({
    subject: `Inloggen bij ${project}`,
    lead: `Log in bij ${project} met je beveiligde link. Hij verloopt over 1 uur.`,
    label: `Inloggen bij ${project}`,
    note: "Als je niet wilde inloggen, kun je deze e-mail negeren.",
  }),
  emailOtp: (project, code) => ({
    subject: `Code om in te loggen bij ${project}`,
    lead: `Gebruik code ${code} om in te loggen bij ${project}. Hij verloopt over 15 minuten.`,
    note: "Geef deze code nooit door. Als je niet wilde inloggen, kun je deze e-mail negeren.",
  }),
  verification: (project, account, time) => ({
    subject: `Bevestiging van je account bij ${project}`,
    lead: `Bevestig je e-mailadres om je account bij ${project} te activeren. De link verloopt over 1 uur.`,
    label: "Dit e-mailadres bevestigen",
    asked: `Het account ${account} heeft op ${time} om deze link gevraagd.`,
    note: "Als dit niet je account is, of als je hier niet om hebt gevraagd, negeer deze e-mail dan en open de link niet.",
  }),
  recovery: (project) => ({
    subject: `Nieuw wachtwoord voor ${project}`,
    lead: `Stel met de link een nieuw wachtwoord in voor ${project}. Hij verloopt over 1 uur.`,
    label: "Nieuw wachtwoord instellen",
    note: "Als je geen nieuw wachtwoord wilde, kun je deze e-mail negeren: het oude blijft gelden.",
  }),
  invitation: ({ project, team, inviter }) => ({
    subject: `Uitnodiging voor het team ${team} bij ${project}`,
    lead:
      inviter === ""
        ? `Je bent uitgenodigd om lid te worden van het team ${team} bij ${project}.`
        : `${inviter} nodigt je uit om lid te worden van het team ${team} bij ${project}.`,
    label: "Uitnodiging aannemen",
    note: "Als je geen lid wilt worden, kun je deze e-mail negeren.",
  }),
  sessionAlert: (project) => ({
    subject: `Beveiligingsmelding: nieuwe sessie op je account bij ${project}`,
    lead: `Nieuwe login bij ${project}: iemand heeft ingelogd op je account.`,
    labels: { device: "Apparaat", client: "Programma", ip: "IP-adres", country: "Land", time: "Tijd" },
    note: "Als jij het was, hoef je niets te doen. Zo niet, wijzig dan je wachtwoord en beëindig je sessies.",
  }),
  passwordPause: (project) => ({
    subject: `Beveiligingsmelding: verkeerde wachtwoorden voor je account bij ${project}`,
    lead: `Iemand heeft meerdere verkeerde wachtwoorden voor je account bij ${project} geprobeerd. Op apparaten die je nog niet hebt gebruikt, is inloggen met het wachtwoord een tijd lang niet mogelijk.`,
    note: "Je account is veilig zolang niemand anders het wachtwoord kent. Je kunt inloggen op een apparaat dat je al hebt gebruikt, met een link of een code, of een nieuw wachtwoord instellen.",
  }),
  mfaChallenge: (project, code, minutes) => ({
    subject: `Verificatiecode voor ${project}`,
    lead: `Gebruik code ${code} om te bevestigen dat jij inlogt bij ${project}. Hij verloopt over ${minutes} minuten.`,
    note: "Geef deze code nooit door. Als je niet aan het inloggen bent, kent iemand je wachtwoord: wijzig het.",
  }),
  emailChanged: ({ account, project, time }) => ({
    subject: `Het e-mailadres van je account bij ${project} is gewijzigd`,
    lead: `Het e-mailadres van je account ${account} bij ${project} is op ${time} gewijzigd. Berichten komen hier niet meer aan.`,
    note: "Als jij het was, hoef je niets te doen. Zo niet, neem dan meteen contact op met de ondersteuning van de app.",
  }),
  phoneDetached: ({ account, project, time }) => ({
    subject: `Een telefoonnummer is uit je account bij ${project} verwijderd`,
    lead: `Het telefoonnummer van je account ${account} bij ${project} is op ${time} verwijderd: de eigenaar heeft bewezen dat het van hem is, je account niet.`,
    note: "Al het andere in je account is gebleven. Je kunt een ander nummer toevoegen.",
  }),
  identityLinked: ({ account, project, time }, provider) => ({
    subject: `Beveiligingsmelding: nieuwe manier om bij ${project} in te loggen`,
    lead: `Sinds ${time} kan een account bij ${provider} inloggen op je account ${account} bij ${project}.`,
    note: "Als jij het was, hoef je niets te doen. Zo niet, verwijder het dan in je account en beëindig je sessies.",
  }),
  phoneChanged: ({ account, project, time }) =>
    `Het telefoonnummer van je account ${account} bij ${project} is op ${time} gewijzigd. Was jij dit niet, neem dan contact op met de ondersteuning.`,
  emailDetached: ({ account, project, time }) =>
    `Het e-mailadres van je account ${account} bij ${project} is op ${time} verwijderd: de eigenaar heeft bewezen dat het van hem is.`,
  phoneInvitation: (project, url) => `Je bent uitgenodigd om lid te worden van een team bij ${project}: ${url}`,
};
