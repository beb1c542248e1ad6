/** Security phrases: the browser shows one when it requests an email, and the genuine email shows the same. */
import { randomInt } from "node:crypto";

const adjectives = `
  agile amber ample bold brave bright brisk calm candid cheerful clever copper coral cosmic crisp curious dapper daring
  eager early earnest fair famous fearless fluent fond frosty gentle giant gifted glad golden graceful grand hardy hidden
  honest humble jolly keen kind lively loyal lucky lunar mellow merry mighty modest neat nimble noble olive patient plucky
  polite proud quick quiet rapid ready royal rustic sandy scarlet serene sharp silent silver sincere smart snowy solar
  steady sturdy sunny swift tender tidy upbeat velvet vivid warm wise witty young zesty`;

const nouns = `
  acorn anchor apple badger beacon beaver bison bridge brook cabin camel candle canyon castle cedar cherry cliff clover
  comet condor crane cricket dolphin dragon eagle ember falcon feather fern fjord forest fox garden glacier harbor hawk
  heron hill island jaguar kettle lagoon lantern lemon lion lizard lynx maple marble meadow meteor moon mountain nutmeg
  ocean orchard otter owl panda pebble pepper piano planet pony prairie rabbit raven reef river rocket saddle sailor
  salmon sparrow spruce star stone summit sunrise thistle tiger tulip valley violin walnut willow wolf zebra`;

const wordsOf = (list: string): readonly string[] => list.trim().split(/\s+/);

/** The words of phrases. */
export const phraseWords = { adjectives: wordsOf(adjectives), nouns: wordsOf(nouns) } as const;

const pick = (words: readonly string[]): string => words[randomInt(words.length)] ?? "";

const capitalise = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** A new phrase: an adjective and a noun, such as `Brave Falcon`, each phrase as likely as any other. */
export const securityPhrase = (): string =>
  `${capitalise(pick(phraseWords.adjectives))} ${capitalise(pick(phraseWords.nouns))}`;
