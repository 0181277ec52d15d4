import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalText } from '../../app/trainer/index.ts';
import { dataDirectory, readSessionLog } from '../logs/index.ts';
import { configFile } from './config/find.ts';

/** What was looked at, and what it is; `remedy` where it is not as Netdrill needs it. */
export interface Finding {
  check: string;
  text: LocalText;
  /** `note`: works, but not everything as well as it could. */
  state: 'good' | 'note' | 'bad';
  remedy?: LocalText;
}

/** What of the machine is looked at: tests hand in another one. */
export interface Surroundings {
  node: string;
  env: NodeJS.ProcessEnv;
  /** Size and colours of the terminal; absent where the output is none. */
  terminal?: { columns: number; rows: number; colorDepth: number };
}

const same = (text: string): LocalText => ({ en: text, zh: text });
const LEAST_NODE = [22, 13];

/** Looks at everything that Netdrill needs of the machine. */
export async function examine({ node, env, terminal }: Surroundings): Promise<Finding[]> {
  return [
    nodeVersion(node),
    ...terminalFindings(terminal, env),
    locale(env),
    dataFolder(env),
    sessions(env),
    await config(env),
  ];
}

function nodeVersion(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [least, point] = LEAST_NODE;
  const good = major > least || (major === least && minor >= point);
  return {
    check: 'node',
    text: same(`Node.js ${version}`),
    state: good ? 'good' : 'bad',
    remedy: good
      ? undefined
      : { en: 'Install Node.js 22.13 or newer.', zh: '安装 Node.js 22.13 或更新的版本。' },
  };
}

function terminalFindings(terminal: Surroundings['terminal'], env: NodeJS.ProcessEnv): Finding[] {
  if (!terminal)
    return [
      {
        check: 'terminal',
        text: { en: 'the output is no terminal', zh: '输出不是终端' },
        state: 'note',
        remedy: {
          en: 'Run doctor in the terminal you play in; --plain works without one.',
          zh: '请在练习用的终端里运行 doctor；没有终端时可用 --plain。',
        },
      },
    ];
  const { columns, rows, colorDepth } = terminal;
  const fits = columns >= 80 && rows >= 24;
  const wide = columns >= 120 && rows >= 40;
  const colors = env.NO_COLOR ? 1 : 2 ** colorDepth;
  return [
    {
      check: 'size',
      text: same(`${columns}x${rows}`),
      state: fits ? (wide ? 'good' : 'note') : 'bad',
      remedy: !fits
        ? { en: 'Make the window 80x24 at least.', zh: '把窗口调整到至少 80x24。' }
        : wide
          ? undefined
          : { en: '120x40 shows everything side by side.', zh: '120x40 可以并排显示全部内容。' },
    },
    {
      check: 'colours',
      text: env.NO_COLOR
        ? { en: 'none (NO_COLOR is set)', zh: '无（设置了 NO_COLOR）' }
        : { en: `${colors} colours`, zh: `${colors} 种颜色` },
      state: colors >= 16 || env.NO_COLOR ? 'good' : 'note',
      remedy:
        colors >= 16 || env.NO_COLOR
          ? undefined
          : {
              en: 'Signs stand beside every colour; for colours set TERM, such as xterm-256color.',
              zh: '每种颜色旁都有符号；需要颜色时设置 TERM，例如 xterm-256color。',
            },
    },
  ];
}

function locale(env: NodeJS.ProcessEnv): Finding {
  const name = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  const good = /utf-?8/i.test(name);
  return {
    check: 'utf-8',
    text: name === '' ? { en: 'no locale is set', zh: '没有设置语言环境' } : same(name),
    state: good ? 'good' : 'note',
    remedy: good
      ? undefined
      : {
          en: 'Set LANG to a UTF-8 locale such as C.UTF-8, or NETDRILL_ASCII=1 where the terminal has no more.',
          zh: '把 LANG 设为 UTF-8 语言环境，例如 C.UTF-8；终端不支持时设置 NETDRILL_ASCII=1。',
        },
  };
}

function dataFolder(env: NodeJS.ProcessEnv): Finding {
  const folder = dataDirectory(env);
  const probe = join(folder, `doctor-${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(probe, '');
    rmSync(probe);
    return { check: 'data', text: same(folder), state: 'good' };
  } catch (error) {
    return {
      check: 'data',
      text: same((error as Error).message),
      state: 'bad',
      remedy: {
        en: `Make ${folder} writable, or set XDG_DATA_HOME to a folder that is.`,
        zh: `让 ${folder} 可写，或把 XDG_DATA_HOME 设为可写的目录。`,
      },
    };
  }
}

function sessions(env: NodeJS.ProcessEnv): Finding {
  const folder = join(dataDirectory(env), 'sessions');
  const problems: string[] = [];
  let count = 0;
  for (const name of existsSync(folder)
    ? readdirSync(folder).filter((file) => file.endsWith('.jsonl'))
    : []) {
    const file = join(folder, name);
    count++;
    try {
      if (!readSessionLog(file, readFileSync(file, 'utf8'), problems))
        problems.push(`${file}:1: no header of a session that this version reads`);
    } catch (error) {
      problems.push(`${file}: ${(error as Error).message}`);
    }
  }
  const text =
    problems.length > 0
      ? same(problems.join('; '))
      : { en: `${count} saved, all readable`, zh: `已保存 ${count} 个，都能读取` };
  return {
    check: 'sessions',
    text,
    state: problems.length > 0 ? 'bad' : 'good',
    remedy:
      problems.length > 0
        ? {
            en: 'Make the file readable, or remove it: the drill begins anew then.',
            zh: '让文件可读，或删除它：练习会从头开始。',
          }
        : undefined,
  };
}

async function config(env: NodeJS.ProcessEnv): Promise<Finding> {
  const file = configFile(env);
  if (!existsSync(file))
    return {
      check: 'config',
      text: { en: `no ${file}: everything is as it comes`, zh: `没有 ${file}：使用默认设置` },
      state: 'good',
    };
  const { parseConfig } = await import('./config/read.ts');
  try {
    parseConfig(file, readFileSync(file, 'utf8'));
    return { check: 'config', text: same(file), state: 'good' };
  } catch (error) {
    return {
      check: 'config',
      text: same((error as Error).message),
      state: 'bad',
      remedy: { en: 'Correct the file there, or remove it.', zh: '改正该处，或删除这个文件。' },
    };
  }
}
