import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalText } from '../../../app/trainer/index.ts';

/**
 * Copies a text without a mouse: as OSC 52, by which a terminal that allows it fills its clipboard (xterm, "Operating System
 * Commands"), and into a file, since no terminal says whether it did.
 *
 * @returns what was done, in both languages.
 */
export function copyText(
  text: string,
  directory: string,
  terminal: NodeJS.WriteStream | undefined,
): LocalText {
  const file = join(directory, 'copied.txt');
  const lines = text.split('\n').length - 1;
  const [en, zh] = [`${lines} ${lines === 1 ? 'line' : 'lines'}`, `${lines} 行`];
  terminal?.write(`\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`);
  const clipboard = terminal
    ? {
        en: ', and sent to the clipboard (OSC 52; some terminals refuse it)',
        zh: '，并已发送到剪贴板（OSC 52，部分终端会拒绝）',
      }
    : { en: '', zh: '' };
  try {
    writeFileSync(file, text, { mode: 0o600 });
    return { en: `${en} saved in ${file}${clipboard.en}.`, zh: `${zh}已存入 ${file}${clipboard.zh}。` };
  } catch (error) {
    const why = (error as Error).message;
    return {
      en: `${en} could not be saved (${why})${clipboard.en}.`,
      zh: `${zh}无法保存（${why}）${clipboard.zh}。`,
    };
  }
}
