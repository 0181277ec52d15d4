import type { CommandSpec } from '../spec.ts';
import { awk } from './awk.ts';
import { bc } from './bc.ts';
import { cat } from './cat.ts';
import { cp, mv, rm } from './copy-files.ts';
import { cut } from './cut.ts';
import { cmp, diff } from './diff.ts';
import { base64 } from './base64.ts';
import { md5sum, sha256sum } from './digest.ts';
import { hexdump, od, xxd } from './dump.ts';
import { echo, printf } from './echo.ts';
import { expr } from './expr.ts';
import { find } from './find.ts';
import { egrep, fgrep, grep } from './grep.ts';
import { head } from './head.ts';
import { column, comm, fold, nl, paste, rev, tac, tee } from './lines.ts';
import { jq } from './jq.ts';
import { ls } from './ls.ts';
import { chmod, ln, mkdir, mktemp, rmdir, touch } from './make-files.ts';
import { more } from './page.ts';
import { basename, dirname, readlink, realpath } from './paths.ts';
import {
  clear,
  env,
  falseTool,
  id,
  printenv,
  sleep,
  timeout,
  trueTool,
  tty,
  which,
  whoami,
  yes,
} from './processes.ts';
import { sed } from './sed.ts';
import { seq } from './seq.ts';
import { sort } from './sort.ts';
import { du, stat } from './stat.ts';
import { tail } from './tail.ts';
import { tr } from './tr.ts';
import { uniq } from './uniq.ts';
import { wc } from './wc.ts';
import { xargs } from './xargs.ts';

/** Every text, file and process utility of this folder. */
export const textTools: readonly CommandSpec[] = [
  md5sum,
  sha256sum,
  awk,
  base64,
  basename,
  bc,
  cat,
  chmod,
  clear,
  cmp,
  column,
  comm,
  cp,
  cut,
  diff,
  dirname,
  du,
  echo,
  egrep,
  env,
  expr,
  falseTool,
  fgrep,
  find,
  fold,
  grep,
  head,
  hexdump,
  id,
  jq,
  ln,
  ls,
  mkdir,
  mktemp,
  more,
  mv,
  nl,
  od,
  paste,
  printenv,
  printf,
  readlink,
  realpath,
  rev,
  rm,
  rmdir,
  sed,
  seq,
  sleep,
  sort,
  stat,
  tac,
  tail,
  tee,
  timeout,
  touch,
  tr,
  trueTool,
  tty,
  uniq,
  wc,
  which,
  whoami,
  xargs,
  xxd,
  yes,
];
