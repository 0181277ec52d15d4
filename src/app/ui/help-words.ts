import type { LocalText, ScreenName } from '../trainer/index.ts';
import type { Signs } from './signs.ts';

/** A name and what it means, in both languages. */
type Entry = Record<keyof LocalText, readonly [name: string, meaning: string]>;

interface Section {
  title: LocalText;
  /** Entries, with the signs this terminal has. */
  lines: readonly ((signs: Signs) => Entry)[];
}

const suspects = (): Entry => ({
  en: [
    'suspects',
    'causes that fit the ticket and all you saw: what you type runs in the world of each of them, too.',
  ],
  zh: [
    '嫌疑',
    '与工单和你看到的一切都相符的原因。你的命令会在每个假设原因的模拟网络里同样运行一遍，输出不同的就被排除。',
  ],
});
const bits = (): Entry => ({
  en: ['bits', 'how much a command told: each bit halves the number of suspects.'],
  zh: ['比特', '一条命令提供的信息量：每一比特使嫌疑数减半。'],
});

/** What the help says below the keys of a screen. */
export const HELP: Readonly<Record<ScreenName, readonly Section[]>> = {
  browser: [],
  ticket: [],
  workspace: [
    {
      title: {
        en: "In a terminal every other key is the shell's, as in bash",
        zh: '在终端里，其他键都属于 shell，与 bash 相同',
      },
      lines: [
        () => ({ en: ['Ctrl-C', 'stops the command that runs.'], zh: ['Ctrl-C', '停止正在运行的命令。'] }),
        () => ({
          en: [
            'Ctrl-D',
            'ends the input of a command; at an empty prompt it leaves the shell (or the container you entered).',
          ],
          zh: ['Ctrl-D', '结束命令的输入；空行时退出当前 shell（或退出容器）。'],
        }),
        () => ({
          en: ['Tab', 'completes commands, options, files and names; twice it lists them.'],
          zh: ['Tab', '补全命令、选项、文件和名称；按两次列出候选。'],
        }),
        () => ({
          en: ['Ctrl-R', 'searches the lines typed before; Up and Down walk through them.'],
          zh: ['Ctrl-R', '搜索以前输入的行；上下键逐条翻看。'],
        }),
        () => ({
          en: ['Ctrl-g [', 'looks back in the terminal: / searches, v selects, y copies without a mouse.'],
          zh: ['Ctrl-g [', '在终端里回看：/ 搜索，v 选择，y 不用鼠标复制。'],
        }),
      ],
    },
    {
      title: { en: 'Signs', zh: '符号' },
      lines: [
        (signs) => ({
          en: [
            `${signs.good} ${signs.bad} ${signs.running}`,
            'a command ended with status 0, ended with another one, or still runs.',
          ],
          zh: [
            `${signs.good} ${signs.bad} ${signs.running}`,
            '命令以状态 0 结束、以其他状态结束、仍在运行。',
          ],
        }),
        (signs) => ({
          en: [signs.warn, 'on the map: an answer came, and the command failed all the same.'],
          zh: [signs.warn, '在拓扑图上：收到了应答，但命令仍然失败。'],
        }),
        (signs) => ({
          en: [`2 name${signs.running}`, "on a terminal's tab: a command runs there."],
          zh: [`2 name${signs.running}`, '终端标签上的这个符号：那里有命令在运行。'],
        }),
        (signs) => ({
          en: [
            `${signs.pointer}2 name`,
            'the terminal you type in; F6 goes on to the next, from the last one to the first.',
          ],
          zh: [`${signs.pointer}2 name`, '你正在输入的终端；F6 切换到下一个，最后一个之后回到第一个。'],
        }),
      ],
    },
    { title: { en: 'Words', zh: '用语' }, lines: [suspects, bits] },
  ],
  diagnosis: [
    {
      title: { en: 'The form', zh: '表单' },
      lines: [
        (signs) => ({
          en: [
            `${signs.chosen} [${signs.good}]`,
            'Space chooses a place and a mechanism, and cites up to five commands; once more takes a citation back.',
          ],
          zh: [
            `${signs.chosen} [${signs.good}]`,
            '空格选择位置和原因，并引用最多五条命令；再按一次取消引用。',
          ],
        }),
        () => ({
          en: ['/', 'filters the column you are in. What is chosen stays chosen.'],
          zh: ['/', '筛选当前一列。已选择的不会改变。'],
        }),
        () => ({
          en: ['evidence', 'counts by the share of rival causes that the cited commands rule out together.'],
          zh: ['证据', '引用的命令排除的其他可能原因越多，得分越高。'],
        }),
      ],
    },
    { title: { en: 'Words', zh: '用语' }, lines: [suspects, bits] },
  ],
  journey: [
    {
      title: { en: 'The journey', zh: '旅程' },
      lines: [
        () => ({
          en: ['packets', 'those that your own commands sent, the first twelve of each command.'],
          zh: ['报文', '你自己的命令发出的报文，每条命令最多前十二个。'],
        }),
        () => ({
          en: [
            'before',
            'only what your tests could show: it would name the place of the fault, and prove nothing. After the drill is solved or given up: every step.',
          ],
          zh: [
            '结束前',
            '只显示你的测试能看到的：否则会直接指出故障位置，却证明不了什么。解决或放弃之后显示每一步。',
          ],
        }),
      ],
    },
  ],
  debrief: [
    {
      title: { en: 'The marks, 100 together', zh: '评分，共 100 分' },
      lines: [
        () => ({
          en: ['place', '20: the component where the fault sits; the right machine alone earns 5.'],
          zh: ['位置', '20 分：故障所在的部件；只说对机器得 5 分。'],
        }),
        () => ({
          en: [
            'mechanism',
            '30: the cause. Repaired alone, it must heal the network and stay healed after restarts; otherwise 15 at most.',
          ],
          zh: ['原因', '30 分：只修复这一处，网络就应恢复，且重启后依然正常；否则最多 15 分。'],
        }),
        () => ({
          en: ['evidence', '20: the share of rival causes that the cited commands rule out together.'],
          zh: ['证据', '20 分：引用的命令排除的其他可能原因越多，得分越高。'],
        }),
        () => ({
          en: ['repair', '20: what the ticket tells of works now, and ten minutes later.'],
          zh: ['修复', '20 分：工单中的问题已解决，十分钟后依然正常。'],
        }),
        () => ({
          en: [
            'no harm',
            '10: nothing that worked before is broken, no protection removed. It is marked once the repair works.',
          ],
          zh: ['无损', '10 分：没有影响原本正常的功能，也没有关闭安全防护。修复成功后才评。'],
        }),
      ],
    },
    {
      title: { en: 'Words', zh: '用语' },
      lines: [
        suspects,
        bits,
        (signs) => ({
          en: [signs.best, 'the command that told most.'],
          zh: [signs.best, '提供信息最多的命令。'],
        }),
      ],
    },
  ],
};
