import type { LocalText } from '../../drill/scenario/index.ts';
import type { ScreenName } from './state.ts';

/** Names of what a key may do; `update` knows how. */
export type Command =
  | 'help'
  | 'quit'
  | 'back'
  | 'play'
  | 'start'
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'first'
  | 'last'
  | 'filter'
  | 'language'
  | 'network'
  | 'notebook'
  | 'hint'
  | 'diagnose'
  | 'next-terminal'
  | 'new-terminal'
  | 'ticket'
  | 'skip'
  | 'undo'
  | 'reset'
  | 'give-up'
  | 'leave'
  | 'toggle'
  | 'nothing'
  | 'unknown'
  | 'submit'
  | 'rivals'
  | 'journey'
  | 'sort'
  | 'topics'
  | 'review'
  | 'suggested'
  | 'tour'
  | 'look-back'
  | 'next-drill'
  | 'page-up'
  | 'page-down';

export interface Binding {
  command: Command;
  /** Key names as tmux spells them; single characters where no shell has the keyboard. */
  keys: readonly string[];
  screens: readonly ScreenName[];
  label: LocalText;
  /** Not in the footer, only in the help. */
  quiet?: boolean;
  /** The first to be left out where the footer has no room for all. */
  spare?: boolean;
}

const ALL: readonly ScreenName[] = ['browser', 'ticket', 'workspace', 'diagnosis', 'journey', 'debrief'];
const PAGES: readonly ScreenName[] = ['debrief', 'journey'];
const LISTS: readonly ScreenName[] = ['browser', 'diagnosis'];

/** Second key after the leader (Ctrl-g): reaches everything while the shell has the keyboard. */
export const LEADER = 'C-g';

/** Every key of every screen. In the workspace only function keys and the leader's second keys are ours. */
export const bindings: readonly Binding[] = [
  { command: 'play', keys: ['Enter'], screens: ['browser'], label: { en: 'play', zh: '开始' } },
  { command: 'start', keys: ['Enter'], screens: ['ticket'], label: { en: 'to the hosts', zh: '进入主机' } },
  { command: 'up', keys: ['Up', 'k'], screens: LISTS, label: { en: 'row up', zh: '上移一行' }, quiet: true },
  { command: 'down', keys: ['Down', 'j'], screens: ['browser'], label: { en: 'choose', zh: '下移' } },
  { command: 'down', keys: ['Down', 'j'], screens: ['diagnosis'], label: { en: 'row', zh: '移动' } },
  {
    command: 'first',
    keys: ['g', 'Home'],
    screens: LISTS,
    label: { en: 'first row', zh: '第一行' },
    quiet: true,
  },
  {
    command: 'last',
    keys: ['G', 'End'],
    screens: LISTS,
    label: { en: 'last row', zh: '最后一行' },
    quiet: true,
  },
  {
    command: 'page-up',
    keys: ['PageUp'],
    screens: ['workspace', ...PAGES],
    label: { en: 'scroll up', zh: '向上翻' },
    quiet: true,
  },
  {
    command: 'up',
    keys: ['Up', 'k'],
    screens: PAGES,
    label: { en: 'one row up', zh: '上移一行' },
    quiet: true,
  },
  { command: 'down', keys: ['Down', 'j'], screens: PAGES, label: { en: 'scroll', zh: '滚动' }, spare: true },
  {
    command: 'first',
    keys: ['g', 'Home'],
    screens: PAGES,
    label: { en: 'to the beginning', zh: '到开头' },
    quiet: true,
  },
  {
    command: 'last',
    keys: ['G', 'End'],
    screens: PAGES,
    label: { en: 'to the end', zh: '到末尾' },
    quiet: true,
  },
  {
    command: 'page-down',
    keys: ['PageDown'],
    screens: ['workspace', ...PAGES],
    label: { en: 'scroll down', zh: '向下翻' },
    quiet: true,
  },
  { command: 'filter', keys: ['/'], screens: ['browser', 'diagnosis'], label: { en: 'filter', zh: '筛选' } },
  { command: 'topics', keys: ['t'], screens: ['browser'], label: { en: 'topic', zh: '主题' } },
  { command: 'sort', keys: ['s'], screens: ['browser'], label: { en: 'sort', zh: '排序' }, spare: true },
  { command: 'review', keys: ['r'], screens: ['browser'], label: { en: 'review', zh: '复习' } },
  { command: 'suggested', keys: ['n'], screens: ['browser'], label: { en: 'next', zh: '推荐' } },
  { command: 'tour', keys: ['T'], screens: ['browser'], label: { en: 'tour', zh: '导览' }, quiet: true },
  {
    command: 'left',
    keys: ['Left', 'h', 'BTab'],
    screens: ['diagnosis'],
    label: { en: 'column to the left', zh: '上一列' },
    quiet: true,
  },
  {
    command: 'right',
    keys: ['Right', 'l', 'Tab'],
    screens: ['diagnosis'],
    label: { en: 'column', zh: '下一列' },
  },
  { command: 'toggle', keys: ['Space'], screens: ['diagnosis'], label: { en: 'choose', zh: '选择' } },
  {
    command: 'nothing',
    keys: ['n'],
    screens: ['diagnosis'],
    label: { en: 'nothing is wrong', zh: '没有故障' },
    quiet: true,
  },
  {
    command: 'unknown',
    keys: ['u'],
    screens: ['diagnosis'],
    label: { en: 'cannot be told from here', zh: '从这里无法判断' },
    quiet: true,
  },
  { command: 'submit', keys: ['Enter'], screens: ['diagnosis'], label: { en: 'submit', zh: '提交' } },
  { command: 'help', keys: ['F1'], screens: ALL, label: { en: 'help', zh: '帮助' } },
  {
    command: 'help',
    keys: ['?'],
    screens: ['browser', 'ticket', 'diagnosis', ...PAGES],
    label: { en: 'help', zh: '帮助' },
    quiet: true,
  },
  { command: 'network', keys: ['F2'], screens: ['workspace'], label: { en: 'map', zh: '网络' } },
  { command: 'notebook', keys: ['F3'], screens: ['workspace'], label: { en: 'notes', zh: '笔记' } },
  { command: 'hint', keys: ['F4'], screens: ['workspace'], label: { en: 'hint', zh: '提示' } },
  { command: 'diagnose', keys: ['F5'], screens: ['workspace'], label: { en: 'diagnose', zh: '诊断' } },
  {
    command: 'next-terminal',
    keys: ['F6'],
    screens: ['workspace'],
    label: { en: 'terminal', zh: '终端' },
  },
  {
    command: 'new-terminal',
    keys: ['F7'],
    screens: ['workspace'],
    label: { en: 'new terminal', zh: '新终端' },
    quiet: true,
  },
  { command: 'skip', keys: ['F8'], screens: ['workspace'], label: { en: 'skip', zh: '快进' }, spare: true },
  { command: 'journey', keys: ['F9'], screens: ['workspace'], label: { en: 'journey', zh: '旅程' } },
  {
    command: 'ticket',
    keys: [`${LEADER} k`],
    screens: ['workspace'],
    label: { en: 'ticket', zh: '工单' },
    quiet: true,
  },
  {
    command: 'left',
    keys: ['Left', 'h', 'BTab'],
    screens: ['journey'],
    label: { en: 'packet before', zh: '上一个报文' },
    quiet: true,
  },
  {
    command: 'right',
    keys: ['Right', 'l', 'Tab'],
    screens: ['journey'],
    label: { en: 'next packet', zh: '下一个报文' },
  },
  { command: 'leave', keys: ['F10'], screens: ['workspace'], label: { en: 'leave', zh: '离开' } },
  {
    command: 'undo',
    keys: [`${LEADER} z`],
    screens: ['workspace'],
    label: { en: 'undo the last command', zh: '撤销上一条命令' },
    quiet: true,
  },
  {
    command: 'reset',
    keys: [`${LEADER} r`],
    screens: ['workspace'],
    label: { en: 'reset the network', zh: '重置网络' },
    quiet: true,
  },
  {
    command: 'give-up',
    keys: [`${LEADER} x`],
    screens: ['workspace'],
    label: { en: 'give up, see the cause', zh: '放弃并查看原因' },
    quiet: true,
  },
  {
    command: 'journey',
    keys: ['p', 'F9'],
    screens: ['debrief'],
    label: { en: 'packets', zh: '报文' },
  },
  {
    command: 'look-back',
    keys: [`${LEADER} [`],
    screens: ['workspace'],
    label: { en: 'look back, search, copy', zh: '回看、搜索、复制' },
    quiet: true,
  },
  { command: 'rivals', keys: ['r'], screens: ['debrief'], label: { en: 'every cause', zh: '各个原因' } },
  {
    command: 'next-drill',
    keys: ['n'],
    screens: ['debrief'],
    label: { en: 'next drill', zh: '下一个练习' },
  },
  {
    command: 'back',
    keys: ['Escape'],
    screens: ['ticket', 'diagnosis', ...PAGES],
    label: { en: 'back', zh: '返回' },
  },
  {
    command: 'language',
    keys: ['L'],
    screens: ['browser', 'ticket', ...PAGES],
    label: { en: '中文', zh: 'English' },
  },
  {
    command: 'language',
    keys: ['L'],
    screens: ['diagnosis'],
    label: { en: '中文', zh: 'English' },
    quiet: true,
  },
  {
    command: 'language',
    keys: [`${LEADER} l`],
    screens: ['workspace'],
    label: { en: '中文', zh: 'English' },
    quiet: true,
  },
  { command: 'back', keys: ['q'], screens: ['debrief'], label: { en: 'back', zh: '返回' }, quiet: true },
  { command: 'quit', keys: ['q'], screens: ['browser'], label: { en: 'quit', zh: '退出' } },
];

/** The leader's second keys in the workspace. */
export const leaderKeys: Readonly<Record<string, Command>> = {
  '?': 'help',
  n: 'network',
  b: 'notebook',
  h: 'hint',
  d: 'diagnose',
  t: 'next-terminal',
  c: 'new-terminal',
  s: 'skip',
  k: 'ticket',
  j: 'journey',
  '[': 'look-back',
  z: 'undo',
  r: 'reset',
  x: 'give-up',
  l: 'language',
  q: 'leave',
};

/** What a key does on a screen. */
export function lookupBinding(screen: ScreenName, key: string): Command | undefined {
  return bindings.find((b) => b.screens.includes(screen) && b.keys.includes(key))?.command;
}
