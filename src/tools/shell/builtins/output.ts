import { unescapeEcho } from '../quoting.ts';
import { complain, writeTo } from '../shell.ts';
import { assignText } from '../assign.ts';
import { type Builtin, put, wrongOption } from './builtin.ts';
import { formatPrintf } from './printf-format.ts';

export const echo: Builtin = function* (shell, args, name) {
  let newline = true;
  let escapes = false;
  let from = 0;
  for (; from < args.length && /^-[neE]+$/.test(args[from]!); from++) {
    for (const letter of args[from]!.slice(1)) {
      if (letter === 'n') newline = false;
      else escapes = letter === 'e';
    }
  }
  const joined = args.slice(from).join(' ');
  const decoded = escapes ? unescapeEcho(joined, true) : { text: joined, stopped: false };
  return yield* put(shell, name, decoded.text + (newline && !decoded.stopped ? '\n' : ''));
};

export const printf: Builtin = function* (shell, args, name) {
  let rest = args;
  let target: string | null = null;
  if (rest[0] === '-v') {
    target = rest[1] ?? null;
    rest = rest.slice(2);
  } else if (rest[0] !== undefined && /^-[^-]/.test(rest[0])) {
    return yield* wrongOption(shell, name, rest[0].slice(0, 2), 'printf [-v var] format [arguments]');
  }
  if (rest[0] === '--') rest = rest.slice(1);
  if (rest.length === 0) {
    yield* writeTo(shell, 2, 'printf: usage: printf [-v var] format [arguments]\n');
    return 2;
  }
  const now = yield* shell.port.now();
  const result = formatPrintf(rest[0]!, rest.slice(1), now);
  for (const problem of result.problems) yield* complain(shell, `printf: ${problem}`);
  const status = result.problems.length > 0 ? 1 : 0;
  if (target !== null) {
    yield* assignText(shell, target, result.text, false);
    return status;
  }
  return (yield* put(shell, name, result.text)) || status;
};
