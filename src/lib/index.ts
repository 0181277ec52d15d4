/**
 * Small pure things that know nothing of networks: resumable steps, keyed chance, text columns, plain-data copies.
 * It refuses anything that reads a clock, the environment or shared state, and anything only one room would use.
 */
export { byCode } from './by-code.ts';
export { cut, fit, hardWrap, widthOf, wordWrap } from './cells.ts';
export { clonePlain } from './clone.ts';
export { goJson } from './go-json.ts';
export { hashKey, keyedFraction, keyedHex, keyedInteger } from './random.ts';
export { formatHttp, type HttpMessage, parseHttp, parseRequestLine, parseStatus } from './http.ts';
export { clockText, colon, counted, type LocalText, sameText } from './local-text.ts';
export type { Step } from './step.ts';
export { hex, lines, padEnd, padStart } from './text.ts';
export { wordTable } from './word-table.ts';
