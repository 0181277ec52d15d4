import type { LocalText } from '../../drill/scenario/index.ts';
import type { PlayState, TrainerState } from './state.ts';

/** The healthy lab that the tour is on. */
export const TOUR_LAB = 'overlay-lab';

interface TourStep {
  text: LocalText;
  /** Whether what the step asks for was done. */
  done(play: PlayState, state: TrainerState, before: PlayState): boolean;
}

const STEPS: readonly TourStep[] = [
  {
    text: {
      en: 'A terminal on host128, in a simulated network where nothing is broken. Type: ip -br addr',
      zh: '这是 host128 上的终端；这个模拟网络没有故障。输入：ip -br addr',
    },
    done: ({ notebook }) => notebook.some(({ status }) => status !== undefined),
  },
  {
    text: {
      en: 'Every host and container has a terminal. F6 goes to the next one: over-128, a container.',
      zh: '每台主机和容器都有终端。按 F6 到下一个：容器 over-128。',
    },
    done: ({ active }) => active > 0,
  },
  {
    text: {
      en: 'Is the container on the other host there? Type: ping -c 2 10.0.0.3',
      zh: '另一台主机上的容器通吗？输入：ping -c 2 10.0.0.3',
    },
    done: ({ packets }) => packets.some(({ to, outcome }) => to === '10.0.0.3' && outcome === 'answered'),
  },
  {
    text: {
      en: 'F9 shows what became of your packet. In a drill it shows what your captures saw; here every step.',
      zh: 'F9 显示你的报文经过了什么。练习中只显示你抓包看到的；这里显示每一步。',
    },
    done: (_, { screen }) => screen === 'journey',
  },
  {
    text: {
      en: 'Esc goes back. F3 opens the notebook: s stars a command, a writes a note on it. Star one.',
      zh: 'Esc 返回。F3 打开笔记：s 给命令加星，a 写备注。给一条加星。',
    },
    done: ({ remarks }) => Object.keys(remarks).length > 0,
  },
  {
    text: {
      en: 'Esc goes back. F5 is where you say what is wrong, where, and which commands prove it. Have a look.',
      zh: 'Esc 返回。F5 用来说明哪里有什么故障，以及哪些命令能证明。看一看。',
    },
    done: (_, { screen }) => screen === 'diagnosis',
  },
  {
    text: {
      en: 'Esc goes back. You may break things: Ctrl-g z takes the last command back. Try it.',
      zh: 'Esc 返回。可以放心破坏：Ctrl-g z 撤销上一条命令。试一试。',
    },
    done: ({ notebook }, _, before) => notebook.length < before.notebook.length,
  },
  {
    text: {
      en: 'That was the tour. F1 lists every key; F10 goes to the drills, where something is wrong.',
      zh: '导览结束。F1 列出所有按键；F10 回到练习列表，那里的网络有故障。',
    },
    done: () => false,
  },
];

/** How many steps the tour has. */
export const TOUR_STEPS = STEPS.length;

/** What the tour asks for now. */
export function tourStep({ tour }: PlayState): LocalText | undefined {
  return tour === undefined ? undefined : STEPS[tour]?.text;
}

/** The tour a step on, where what it asked for was done. */
export function afterTourStep(before: TrainerState, state: TrainerState): TrainerState {
  const { play } = state;
  if (play?.tour === undefined || !before.play) return state;
  if (!STEPS[play.tour]?.done(play, state, before.play)) return state;
  return { ...state, play: { ...play, tour: play.tour + 1 } };
}
