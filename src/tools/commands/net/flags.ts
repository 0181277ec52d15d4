import type { Sys } from '../../../machine/os/index.ts';
import { type FlagSpec, isArgumentProblem, type ParsedArguments, parseArguments } from '../spec.ts';
import { NotModelled, Refusal } from './refusal.ts';

export interface FlagRules {
  /** Text after getopt's complaint, and the exit status. */
  usage?: string;
  status?: number;
  stopAtOperand?: boolean;
}

/** Parses getopt flags or ends the tool as getopt_long makes it end. */
export function parseFlags(
  sys: Sys,
  tool: string,
  flags: readonly FlagSpec[],
  rules: FlagRules = {},
): ParsedArguments {
  return parseWords(tool, flags, sys.args, rules);
}

export function parseWords(
  tool: string,
  flags: readonly FlagSpec[],
  words: readonly string[],
  rules: FlagRules = {},
): ParsedArguments {
  const parsed = parseArguments({ flags }, words, { stopAtOperand: rules.stopAtOperand });
  if (!isArgumentProblem(parsed)) return parsed;
  if (parsed.kind === 'unmodelled') throw new NotModelled(parsed.flag);
  const long = parsed.flag.startsWith('--');
  const complaint =
    parsed.kind === 'unknown'
      ? long
        ? `${tool}: unrecognized option '${parsed.flag}'`
        : `${tool}: invalid option -- '${parsed.flag.slice(1)}'`
      : long
        ? `${tool}: option '${parsed.flag}' requires an argument`
        : `${tool}: option requires an argument -- '${parsed.flag.slice(1)}'`;
  throw new Refusal(`${complaint}\n${rules.usage ?? ''}`, rules.status ?? 1);
}
