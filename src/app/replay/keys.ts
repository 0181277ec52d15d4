import type { LocalText } from '../../lib/index.ts';

/** What a key does in a replay; `updateReplay` knows how. */
export type ReplayCommand =
  | 'pause'
  | 'command-back'
  | 'command-on'
  | 'event-back'
  | 'event-on'
  | 'first'
  | 'last'
  | 'slower'
  | 'faster'
  | 'list'
  | 'wrong-turn'
  | 'branch'
  | 'map'
  | 'notebook'
  | 'next-terminal'
  | 'back'
  | 'language'
  | 'help'
  | 'quit';

export interface ReplayKey {
  readonly command: ReplayCommand;
  /** Names as tmux spells them. */
  readonly keys: readonly string[];
  /** What the list of keys says. */
  readonly label: LocalText;
  /** What the last row says; without it the key stands in the list alone. */
  readonly short?: LocalText;
  /** The first to be left out where the last row has no room for all. */
  readonly spare?: boolean;
}

/** Every key of a replay, in the order of the last row. */
export const REPLAY_KEYS: readonly ReplayKey[] = [
  {
    command: 'pause',
    keys: ['Space'],
    label: { en: 'play, pause', zh: '播放、暂停' },
    short: { en: 'play', zh: '播放' },
  },
  {
    command: 'command-back',
    keys: ['Left', 'h'],
    label: { en: 'the command before', zh: '上一条命令' },
  },
  {
    command: 'command-on',
    keys: ['Right', 'l'],
    label: { en: 'the next command, with what it printed', zh: '下一条命令及其输出' },
    short: { en: 'command', zh: '命令' },
  },
  { command: 'event-back', keys: [','], label: { en: 'the event before', zh: '上一个事件' } },
  {
    command: 'event-on',
    keys: ['.'],
    label: { en: 'the next event: typed, ended, handed in', zh: '下一个事件：输入、结束、提交' },
    short: { en: 'step', zh: '单步' },
  },
  { command: 'first', keys: ['Home', 'g'], label: { en: 'to the beginning', zh: '到开头' } },
  { command: 'last', keys: ['End', 'G'], label: { en: 'to the end', zh: '到末尾' } },
  { command: 'slower', keys: ['-', '_'], label: { en: 'slower, down to 0.5x', zh: '放慢，最慢 0.5 倍' } },
  {
    command: 'faster',
    keys: ['+', '='],
    label: { en: 'faster, up to 8x', zh: '加快，最快 8 倍' },
    short: { en: 'speed', zh: '速度' },
    spare: true,
  },
  {
    command: 'list',
    keys: ['c', 'Enter'],
    label: { en: 'list of commands: choose one to jump to', zh: '命令列表：选择要跳到的命令' },
    short: { en: 'list', zh: '列表' },
  },
  {
    command: 'wrong-turn',
    keys: ['w'],
    label: { en: 'to the wrong turn, and why it is one', zh: '到走错的地方，并说明原因' },
    short: { en: 'wrong turn', zh: '走错处' },
  },
  {
    command: 'branch',
    keys: ['b'],
    label: {
      en: 'go on live from here; nothing is written, F10 comes back',
      zh: '从这里接着做；不写入任何记录，F10 返回',
    },
    short: { en: 'branch', zh: '接着做' },
  },
  {
    command: 'map',
    keys: ['F2', 'm'],
    label: { en: 'the map, on a small screen', zh: '网络图（小屏幕）' },
  },
  {
    command: 'notebook',
    keys: ['F3', 'n'],
    label: { en: 'the notebook, on a small screen', zh: '笔记（小屏幕）' },
  },
  {
    command: 'next-terminal',
    keys: ['F6', 'Tab'],
    label: { en: 'another terminal, until one is typed at', zh: '其他终端，直到有新的输入' },
  },
  { command: 'back', keys: ['Escape'], label: { en: "the learner's own view", zh: '回到学员的画面' } },
  { command: 'language', keys: ['L'], label: { en: 'the other language', zh: 'English' } },
  {
    command: 'help',
    keys: ['F1', '?'],
    label: { en: 'this list', zh: '按键列表' },
    short: { en: 'keys', zh: '按键' },
  },
  {
    command: 'quit',
    keys: ['q', 'F10'],
    label: { en: 'leave', zh: '离开' },
    short: { en: 'leave', zh: '离开' },
  },
];
