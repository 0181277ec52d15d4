import type { LocalText } from '../../trainer/index.ts';

/** Words of the linear mode: what may be typed, and what signs say elsewhere. */
export const PLAIN = {
  welcome: {
    en: 'Plain mode: text is only appended. Type a choice and Enter; :help lists what may be typed.',
    zh: '纯文本模式：只追加文字。输入选择并按回车；:help 列出可以输入的内容。',
  },
  browser: {
    en: 'A number opens a drill, /TEXT filters, / shows all, t topic, s sort, r review, n suggestion, L language, q quits.',
    zh: '输入编号打开练习，/文字 筛选，/ 显示全部，t 主题，s 排序，r 复习，n 推荐，L 语言，q 退出。',
  },
  ticket: { en: 'Enter goes to the hosts, :back leaves.', zh: '回车进入主机，:back 返回。' },
  workspace: {
    en: 'Every line goes to the shell; those that begin with a colon and a letter do not: :help :network :notebook :hint :diagnose :next-terminal :new-terminal :skip :journey :ticket :leave. Ctrl-C interrupts.',
    zh: '每一行都交给 shell；以冒号加字母开头的除外：:help :network :notebook :hint :diagnose :next-terminal :new-terminal :skip :journey :ticket :leave。Ctrl-C 中断命令。',
  },
  notebook: {
    en: ':star N stars a command, :note N TEXT writes a note on it.',
    zh: ':star 编号 加星，:note 编号 文字 写备注。',
  },
  number: { en: 'A number chooses, an empty line goes back.', zh: '输入编号选择，空行返回。' },
  lookBack: {
    en: '/TEXT searches, n N next, k j up and down, g G ends, v selects, y copies, Y copies all, an empty line leaves.',
    zh: '/文字 搜索，n N 下一处，k j 上下，g G 首尾，v 选择，y 复制，Y 复制全部，空行离开。',
  },
  diagnosis: {
    en: 'Type: where N, what N, cite N, nothing, unknown, submit, :back.',
    zh: '输入：where 编号、what 编号、cite 编号、nothing、unknown、submit、:back。',
  },
  missing: { en: 'Not complete yet: where and what are to be chosen.', zh: '尚未完成：需要选择位置和原因。' },
  yes: { en: 'y says yes, anything else goes back.', zh: '输入 y 确认，其他返回。' },
  debrief: { en: 'p packets, L language, :back.', zh: 'p 报文，L 语言，:back 返回。' },
  told: {
    en: 'r every cause, n next drill, p packets, L language, :back.',
    zh: 'r 各个原因，n 下一个练习，p 报文，L 语言，:back 返回。',
  },
  rivals: { en: 'A number shows a cause, an empty line goes back.', zh: '输入编号查看原因，空行返回。' },
  journey: { en: 'A number shows a packet, an empty line goes back.', zh: '输入编号查看报文，空行返回。' },
  packet: { en: 'packet N of OF (AT of ALL in all)', zh: '报文 N/OF（全部 AT/ALL）' },
  anyKey: { en: 'Any line goes on.', zh: '输入任意一行继续。' },
  word: { en: 'word', zh: '单词' },
  running: { en: 'runs', zh: '运行中' },
  status: { en: 'status', zh: '状态' },
  best: { en: 'told most', zh: '信息最多' },
  row: { en: 'row', zh: '行' },
  unknownLine: {
    en: 'Nothing here answers to that; :help lists what may be typed.',
    zh: '这里没有这个选择；:help 列出可以输入的内容。',
  },
} as const satisfies Record<string, LocalText>;
