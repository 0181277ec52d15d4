import type { Binding, Lang, LocalText, TrainerState } from '../trainer/index.ts';

/** Words of the screens in both languages. */
export const WORDS = {
  drills: { en: 'Drills', zh: '练习' },
  solved: { en: 'solved', zh: '已解决' },
  of: { en: 'of', zh: '/' },
  level: { en: 'Level', zh: '难度' },
  /** In a headline, where room is short. */
  levelShort: { en: 'L', zh: '难度 ' },
  familyOf: { en: 'family of', zh: '同系列共' },
  twins: { en: 'twins', zh: '题' },
  neverPlayed: { en: 'Never played.', zh: '还没有做过。' },
  best: { en: 'best', zh: '最高分' },
  unfinished: { en: 'Unfinished: Enter goes on where you were.', zh: '未完成：按回车从中断处继续。' },
  columns: { en: ['lv', 'drill', 'topics', 'best'], zh: ['级', '练习', '主题', '最高分'] },
  due: { en: 'due', zh: '复习' },
  isDue: { en: 'Due for review.', zh: '该复习了。' },
  reviewQueue: { en: 'due for review', zh: '待复习' },
  byBest: { en: 'lowest score first', zh: '低分在前' },
  byTopic: { en: 'by topic', zh: '按主题' },
  reasons: {
    unfinished: { en: 'which you left in the middle', zh: '上次没有做完' },
    due: { en: 'which is due for review', zh: '该复习了' },
    new: { en: 'which you have not played', zh: '还没有做过' },
    better: { en: 'which you know least', zh: '分数最低' },
  },
  offerTour: {
    en: 'You are here for the first time. A tour of three minutes, in a network where nothing is broken? Enter or y begins it, any other key goes to the drills; T begins it later.',
    zh: '第一次来到这里。要在一个没有故障的网络里做三分钟导览吗？回车或 y 开始，其他键进入练习列表；以后可按 T 开始。',
  },
  noDrill: { en: 'No drill matches. Esc clears the filter.', zh: '没有匹配的练习。按 Esc 清除筛选。' },
  ticket: { en: 'Ticket', zh: '工单' },
  from: { en: 'From', zh: '来自' },
  howTo: {
    en: [
      'You get a terminal on every host and container. Type the diagnostics you would really type.',
      'F5 names where and what is wrong, with the commands that prove it. Then repair it with the same tools.',
      'You may break things: undo and reset are one key away (Ctrl-g z, Ctrl-g r). Time never costs points.',
    ],
    zh: [
      '每台主机和容器都有终端。输入你平时真正会用的诊断命令。',
      '按 F5 指出故障的位置和原因，并引用能证明它的命令；然后用同样的工具修复。',
      '可以放心尝试：撤销与重置随时可用（Ctrl-g z、Ctrl-g r）。用时不影响得分。',
    ],
  },
  network: { en: 'Network', zh: '网络' },
  notebook: { en: 'Notebook', zh: '笔记' },
  suspects: { en: 'Suspects', zh: '嫌疑' },
  counting: { en: 'counting …', zh: '计算中…' },
  commands: { en: ['command', 'commands'], zh: ['条命令', '条命令'] },
  hintsTaken: { en: ['hint', 'hints'], zh: ['条提示', '条提示'] },
  points: { en: ['point', 'points'], zh: ['分', '分'] },
  sim: { en: 'sim', zh: '模拟时间' },
  last: { en: 'last', zh: '上一条' },
  bits: { en: 'bits', zh: '比特' },
  toldNothing: { en: 'last: told nothing', zh: '上一条：无新信息' },
  typingOn: { en: 'typing on', zh: '输入到' },
  wholeCommand: { en: 'the whole command', zh: '完整命令' },
  notesKeys: {
    en: 'The notebook has the keyboard: Up Down choose, s star, a note, Esc or F3 back.',
    zh: '键盘在笔记中：上下选择，s 加星，a 写备注，Esc 或 F3 回到终端。',
  },
  note: { en: 'note', zh: '备注' },
  noteKeys: { en: 'Type the note. Enter keeps it, Esc does not.', zh: '输入备注。回车保存，Esc 放弃。' },
  escBack: { en: 'Esc goes back', zh: 'Esc 返回' },
  lookBackKeys: {
    en: 'Up Down g G move  / search  n N next  v select  y copy  Y copy all  Esc leave',
    zh: '上下 g G 移动  / 搜索  n N 下一处  v 选择  y 复制  Y 复制全部  Esc 离开',
  },
  searchKeys: {
    en: 'Type what to search, Enter searches, Esc goes back.',
    zh: '输入要找的文字，回车搜索，Esc 返回。',
  },
  nothingYet: { en: 'Nothing tested yet.', zh: '还没有运行命令。' },
  hints: { en: 'Hints', zh: '提示' },
  noHints: { en: 'F4 offers a hint and says its price first.', zh: '按 F4 获取提示，会先说明扣多少分。' },
  where: { en: 'where', zh: '位置' },
  what: { en: 'what', zh: '原因' },
  how: { en: 'how do I know', zh: '证据' },
  orNothing: { en: 'n  nothing is wrong', zh: 'n  没有故障' },
  orUnknown: { en: 'u  cannot be told from here', zh: 'u  从这里无法判断' },
  readBack: { en: 'You say', zh: '你的判断' },
  handIn: { en: 'Hand this in?', zh: '提交这个判断吗？' },
  confirm: { en: 'Enter or y hands it in, any other key goes back.', zh: '回车或 y 提交，其他键返回。' },
  scrolledBack: { en: 'PageDown goes down, typing to the end', zh: 'PageDown 向下，输入则回到末尾' },
  noEvidence: { en: 'without evidence', zh: '没有引用证据' },
  because: { en: 'because of', zh: '证据' },
  nothingWrong: { en: 'nothing is wrong', zh: '没有故障' },
  cannotTell: { en: 'it cannot be told from here', zh: '从这里无法判断' },
  isIn: { en: 'at', zh: '位于' },
  nothingChosen: { en: '(nothing chosen)', zh: '（未选择）' },
  noCommands: { en: 'No command was typed yet.', zh: '还没有输入命令。' },
  noMatch: { en: 'Nothing matches. Esc clears the filter.', zh: '没有匹配项。按 Esc 清除筛选。' },
  ofHundred: { en: 'of 100', zh: '/ 100' },
  place: { en: 'place', zh: '位置' },
  mechanism: { en: 'mechanism', zh: '原因' },
  evidence: { en: 'evidence', zh: '证据' },
  repair: { en: 'repair', zh: '修复' },
  harm: { en: 'no harm', zh: '无损' },
  evidenceLater: {
    en: 'Evidence is marked together with a right cause: what supports a wrong one counts nothing.',
    zh: '原因正确时才评证据：支持错误原因的证据不计分。',
  },
  notYet: { en: 'not yet', zh: '尚未' },
  journey: { en: "The packet's journey with the fault", zh: '报文的旅程：有故障时' },
  healthy: { en: "The packet's journey in the healthy twin", zh: '报文的旅程：正常的环境里' },
  noJourney: { en: '(the packet does not set out)', zh: '（报文没有出发）' },
  request: { en: 'The request', zh: '请求' },
  answer: { en: 'The answer', zh: '应答' },
  answered: { en: 'answered', zh: '有应答' },
  refused: { en: 'refused, an error came back', zh: '被拒绝，返回了错误' },
  silent: { en: 'no answer', zh: '没有应答' },
  noAnswer: { en: '(none came back)', zh: '（没有返回）' },
  notCaptured: {
    en: '(no capture of yours told of it)',
    zh: '（你的抓包没有看到它）',
  },
  darkJourney: {
    en: 'Until the drill is solved or given up this shows only what your own tests could: where a capture of yours (tcpdump in another terminal) told of the packet, and whether an answer came back. Afterwards every step is shown.',
    zh: '解决或放弃之前，这里只显示你自己的测试能看到的：你在哪里抓到了它（在另一个终端里用 tcpdump），以及是否有应答。之后会显示每一步。',
  },
  tested: { en: 'tested', zh: '已测试' },
  told: { en: 'What your tests ruled out', zh: '你的测试排除了什么' },
  betterTest: { en: 'best test not run', zh: '你没有运行的最有效命令' },
  par: { en: 'commands that would be enough: ', zh: '最少需要的命令数：' },
  youRan: { en: '; you ran ', zh: '；你运行了 ' },
  stillFails: { en: 'Still failing', zh: '仍然失败' },
  contradiction: { en: 'Your cause predicts something else', zh: '与你的判断矛盾' },
  predicts: { en: 'would show', zh: '应显示' },
  saw: { en: 'you saw', zh: '你看到' },
  cause: { en: 'The cause', zh: '真正的原因' },
  everyCause: { en: 'Every cause that fitted the ticket', zh: '与工单相符的所有原因' },
  theCause: { en: 'the cause', zh: '真正的原因' },
  notToldApart: { en: 'not told apart', zh: '未能区分' },
  youSaw: { en: 'You saw', zh: '你看到的' },
  wouldShow: { en: 'With that cause you would have seen', zh: '如果是该原因，你会看到' },
  happened: {
    en: 'This is what happened: what you saw is what it shows.',
    zh: '这就是真正的原因：你看到的就是它的表现。',
  },
  nothingTold: {
    en: 'Every command you ran would have shown the same with it.',
    zh: '如果是这个原因，你运行的每条命令显示的都一样。',
  },
  linesAlike: { en: ['line alike', 'lines alike'], zh: ['行相同', '行相同'] },
  nobodyThere: {
    en: 'the container does not run: nobody could have typed it',
    zh: '容器没有运行：无法输入这条命令',
  },
  noOutput: { en: '(no output)', zh: '（没有输出）' },
  rivalKeys: {
    en: 'Up Down cause  Left Right command  PageDown further  Esc back',
    zh: '上下 选原因  左右 换命令  PageDown 下翻  Esc 返回',
  },
  next: { en: 'Next', zh: '接下来' },
  nextKey: { en: 'press n', zh: '按 n' },
  everyCauseKey: { en: 'r puts every cause beside what you saw.', zh: '按 r 把每个原因与你看到的并排比较。' },
  sources: { en: 'Sources', zh: '来源' },
  hearsay: { en: 'Hearsay', zh: '传闻' },
  keepGoing: {
    en: 'Esc goes back to the hosts: repair it, or diagnose again; F5 hands in both.',
    zh: 'Esc 回到主机：继续修复，或重新诊断；都用 F5 提交。',
  },
  help: { en: 'Help', zh: '帮助' },
  key: { en: 'key', zh: '按键' },
  meaning: { en: 'meaning', zh: '含义' },
  anyKey: { en: 'Any key closes this.', zh: '按任意键关闭。' },
  turnPage: { en: 'Space turns the page, any other key closes this.', zh: '空格翻页，其他键关闭。' },
  leader: { en: 'Ctrl-g, then', zh: 'Ctrl-g 之后' },
  leaderHelp: { en: '(? lists the letters)', zh: '（? 列出所有字母）' },
  tooSmall: { en: 'Netdrill needs 80x24. This terminal has', zh: 'Netdrill 需要 80x24，当前终端为' },
  open: { en: 'Open a terminal at', zh: '在哪里打开终端' },
  openKeys: { en: 'Up Down choose, Enter opens it, Esc goes back.', zh: '上下选择，回车打开，Esc 返回。' },
  filterKeys: {
    en: 'Type to filter. Enter keeps it and chooses the row, Esc clears it.',
    zh: '输入以筛选。回车保留筛选并选择该行，Esc 清除。',
  },
  paused: {
    en: 'The class is paused: until it goes on the clock stands still and keys do nothing.',
    zh: '课堂已暂停：时钟停止，恢复之前按键无效。',
  },
  asksKeyboard: {
    en: 'asks to type on your screen. Ctrl-g y allows it, Ctrl-g e does not.',
    zh: '请求在你的屏幕上输入。Ctrl-g y 允许，Ctrl-g e 拒绝。',
  },
  hasKeyboard: {
    en: 'types on your screen. Ctrl-g e ends it.',
    zh: '正在你的屏幕上输入。Ctrl-g e 结束。',
  },
  escCloses: { en: 'Esc closes', zh: 'Esc 关闭' },
  otherLanguage: { en: 'Chinese', zh: 'English' },
} as const satisfies Record<
  string,
  LocalText | { en: readonly string[]; zh: readonly string[] } | Record<string, LocalText>
>;

/** What a key does, in the language of the screen and in characters that the terminal has. */
export function labelOf(binding: Binding, { lang, ascii }: Pick<TrainerState, 'lang' | 'ascii'>): string {
  return binding.command === 'language' && ascii ? WORDS.otherLanguage[lang] : binding.label[lang];
}

/** How many rows of a page are out of sight. */
export function rowsAway(n: number, side: 'above' | 'below', lang: Lang): string {
  if (lang === 'zh') return `${side === 'above' ? '上方' : '下方'}还有 ${n} 行`;
  return `${n} more ${n === 1 ? 'row' : 'rows'} ${side}`;
}

/** Bits with one decimal; `undefined` where that would be zero. */
export function bitsText(bits: number | undefined, lang: Lang): string | undefined {
  return bits === undefined || bits < 0.05 ? undefined : `${bits.toFixed(1)} ${WORDS.bits[lang]}`;
}
