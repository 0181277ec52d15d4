import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { type CommandSpec, print, printError } from '../spec.ts';
import { md5, sha256 } from './digest-functions.ts';
import { defineTool, has, readWhole } from './tool.ts';

/** `md5sum` and `sha256sum` of coreutils: digests of files, or a check of a list of them. */
function digestTool(name: string, digest: (octets: Uint8Array) => string): CommandSpec {
  const of = (text: string) => digest(new TextEncoder().encode(text));
  return defineTool(
    {
      name,
      summary: `${name === 'md5sum' ? 'MD5' : 'SHA-256'} digests of files`,
      usage: [`${name} [OPTION]... [FILE]...`],
      flags: [
        { names: ['-c', '--check'], summary: 'compare with the digests in a list' },
        { names: ['--quiet'], summary: 'no OK lines when checking' },
        { names: ['--status'], summary: 'only the exit status when checking' },
        { names: ['-b', '--binary', '-t', '--text'], summary: 'accepted' },
        { names: ['--tag'], summary: 'BSD style', unmodelled: true },
      ],
    },
    function* (sys, parsed) {
      const paths = parsed.operands.length > 0 ? parsed.operands : ['-'];
      if (has(parsed, '-c'))
        return yield* check(sys, name, of, paths, {
          quiet: has(parsed, '--quiet'),
          status: has(parsed, '--status'),
        });
      let status = 0;
      for (const path of paths) {
        const text = yield* readWhole(sys, name, path);
        if (text === null) status = 1;
        else yield* print(sys, `${of(text)}  ${path}\n`);
      }
      return status;
    },
  );
}

function* check(
  sys: Sys,
  name: string,
  of: (text: string) => string,
  lists: readonly string[],
  says: { quiet: boolean; status: boolean },
): Step<number> {
  let wrong = 0;
  let missing = 0;
  for (const list of lists) {
    const text = yield* readWhole(sys, name, list);
    if (text === null) return 1;
    const rows = [...text.matchAll(/^([0-9a-fA-F]{32,64}) [ *](.+)$/gm)];
    if (rows.length === 0) {
      yield* printError(
        sys,
        `${name}: ${list}: no properly formatted ${name === 'md5sum' ? 'MD5' : 'SHA256'} checksum lines found\n`,
      );
      return 1;
    }
    for (const [, digest, path] of rows) {
      const content = yield* readWhole(sys, name, path!);
      const good = content !== null && of(content) === digest!.toLowerCase();
      if (content === null) missing++;
      else if (!good) wrong++;
      if (says.status || (good && says.quiet)) continue;
      yield* print(sys, `${path}: ${good ? 'OK' : content === null ? 'FAILED open or read' : 'FAILED'}\n`);
    }
  }
  const many = (count: number, one: string, more: string) => (count === 1 ? one : more);
  if (!says.status && missing > 0)
    yield* printError(
      sys,
      `${name}: WARNING: ${missing} listed file${many(missing, '', 's')} could not be read\n`,
    );
  if (!says.status && wrong > 0)
    yield* printError(
      sys,
      `${name}: WARNING: ${wrong} computed checksum${many(wrong, '', 's')} did NOT match\n`,
    );
  return wrong + missing > 0 ? 1 : 0;
}

export const md5sum = digestTool('md5sum', md5);
export const sha256sum = digestTool('sha256sum', sha256);
