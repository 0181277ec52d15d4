import type { ImageProfile } from '../../src/model/state/index.ts';
import {
  type CommandSpec,
  commandSpecs,
  createProgramTable,
  type FlagSpec,
} from '../../src/tools/commands/index.ts';
import { builtinNames } from '../../src/tools/shell/index.ts';
import { cell, code, codeBlock, codes, page, table } from './markdown.ts';

/** Every image profile; the type fails when one is forgotten. */
const PROFILES = Object.keys({
  centos7: true,
  debian12: true,
  alpine: true,
  etcd: true,
} satisfies Record<ImageProfile, true>) as ImageProfile[];

/** Folders of an image in which programs are found. */
const DIRECTORIES = ['/usr/bin', '/usr/sbin', '/usr/local/bin'];

const programs = createProgramTable();

/** `commands.md`: every simulated tool with its flags, from the specifications that parsing, completion and `man` use. */
export function commandsPage(): string {
  const specs = commandSpecs.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return page('Commands', 'the specifications in `src/tools/commands`', [
    "Every tool that can be typed on a simulated machine or in a container. `man TOOL` says the same there, and most tools' " +
      '`--help`. A flag listed as not modelled exists in the real tool: here it ends with exit status 125 and says so. Any other ' +
      'flag is refused as the real tool refuses an unknown one.',
    'A tool is listed once. Its version and its words follow the image, and an image whose small tools are those of busybox ' +
      '(`alpine`, `etcd`) may know fewer of the flags.',
    table(['tool', 'does', ...PROFILES], specs.map(overviewRow)),
    ...specs.flatMap(toolBlocks),
    '## Programs without a specification',
    'Shells and daemons. They read their own arguments, so nothing can be listed for them here.',
    table(
      ['program', ...PROFILES],
      unspecified(specs).map((name) => [code(name), ...presence(name)]),
    ),
    '## Builtins of the shell',
    'They run inside `bash` and `sh`, in every image, and come before a tool of the same name. `help` lists them there.',
    codes(builtinNames),
  ]);
}

function overviewRow(spec: CommandSpec): string[] {
  return [`[${code(spec.name)}](#${spec.name})`, cell(spec.summary), ...presence(spec.name)];
}

/** For each image profile whether it has the program. */
function presence(name: string): string[] {
  return PROFILES.map((profile) => (programs.find(name, profile) ? 'yes' : ''));
}

function toolBlocks(spec: CommandSpec): string[] {
  const modelled = spec.flags.filter((flag) => !flag.unmodelled);
  const others = spec.flags.filter((flag) => flag.unmodelled);
  const images = PROFILES.filter((profile) => programs.find(spec.name, profile));
  const facts = [
    `Images: ${images.length === PROFILES.length ? 'all' : images.join(', ')}.`,
    ...(spec.aliases && spec.aliases.length > 0 ? [`Also called ${codes(spec.aliases)}.`] : []),
    ...(spec.words && spec.words.length > 0 ? [`Words it knows: ${codes(spec.words)}.`] : []),
    ...(spec.flags.length === 0 ? [withoutFlags(spec)] : []),
  ];
  return [
    `## ${spec.name}`,
    `${sentence(spec.summary)} ${facts.join(' ')}`,
    codeBlock(spec.usage),
    ...(modelled.length > 0 ? [table(['flag', 'meaning'], modelled.map(flagRow))] : []),
    ...(others.length > 0
      ? [`Not modelled: ${others.map((flag) => `${flagText(flag)} (${flag.summary})`).join(', ')}.`]
      : []),
    ...Object.entries(spec.forms ?? {}).flatMap(([form, flags]) => formBlocks(spec.name, form, flags)),
  ];
}

/** A sub-command that has flags. */
function formBlocks(tool: string, form: string, flags: readonly FlagSpec[]): string[] {
  if (flags.length === 0) return [];
  const modelled = flags.filter((flag) => !flag.unmodelled);
  const others = flags.filter((flag) => flag.unmodelled);
  const rest = `Not modelled: ${others.map((flag) => `${flagText(flag)} (${flag.summary})`).join(', ')}.`;
  return [
    `### ${tool} ${form}`,
    ...(modelled.length > 0 ? [table(['flag', 'meaning'], modelled.map(flagRow))] : []),
    ...(others.length > 0 ? [rest] : []),
  ];
}

/** A tool with words and without flags reads the flags of each word itself, out of this page's sight. */
function withoutFlags({ words = [] }: CommandSpec): string {
  return words.length > 0
    ? 'Its specification declares no flags: what may follow each word is not listed here.'
    : 'It declares no flags.';
}

function flagRow(flag: FlagSpec): string[] {
  return [flagText(flag), cell(flag.summary)];
}

/** A flag by all its names, with the placeholder of its argument. */
function flagText({ names, argument, optional }: FlagSpec): string {
  const value = argument === undefined ? '' : optional ? ` [${argument}]` : ` ${argument}`;
  return names.map((name, at) => code(at === names.length - 1 ? name + value : name)).join(', ');
}

function sentence(summary: string): string {
  return `${summary.slice(0, 1).toUpperCase()}${summary.slice(1)}.`;
}

/** Programs in some image's folders that no specification names. */
function unspecified(specs: readonly CommandSpec[]): string[] {
  const specified = new Set(specs.flatMap(({ name, aliases = [] }) => [name, ...aliases]));
  const there = PROFILES.flatMap((profile) =>
    DIRECTORIES.flatMap((directory) => programs.names(profile, directory)),
  );
  return [...new Set(there)].filter((name) => !specified.has(name)).sort();
}
