/**
 * What an author's scenario must prove before people play it, and the bots that must do badly. It refuses to know any scenario: it
 * reads what the files say and asks the model.
 */
export { type BotScore, playBots } from './bots.ts';
export type { Certificate } from './certificate.ts';
export type { Finding } from './finding.ts';
export { lintDrill } from './gate.ts';
export type { Scripts } from './sessions.ts';
export { lintVariant } from './variant.ts';
