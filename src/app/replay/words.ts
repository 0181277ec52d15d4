/** What a replay says, in both languages. */
export const WORDS = {
  noCommands: { en: 'No command was typed in this session.', zh: '这次练习没有输入命令。' },
  concealed: {
    en: 'Marks, suspects and the wrong turn are not shown: the results of this exam are not released.',
    zh: '不显示得分、嫌疑和走错的地方：这次考试的结果还没有公布。',
  },
  stillCounting: {
    en: 'The rival worlds are still being asked: again in a moment.',
    zh: '还在计算各个对照世界：请稍后再试。',
  },
  noTurn: {
    en: 'No wrong turn: what was handed in was right.',
    zh: '没有走错：提交的内容是对的。',
  },
  noStretch: {
    en: 'No wrong turn: nothing was handed in, and no two commands in a row ruled out nothing.',
    zh: '没有走错：没有提交，也没有连续两条命令毫无所获。',
  },
} as const;
