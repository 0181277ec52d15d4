export type Lang = 'en' | 'zh';
type Words = Readonly<Record<string, Readonly<Record<Lang, string>>>>;

/** What is asked at the door; an SSH client prints it as it is. */
export const LOGIN_WORDS = {
  secret: { en: 'Password, or your one-time code: ', zh: '密码，或一次性代码：' },
  choose: {
    en: 'Choose a password (8 characters or more), or paste a public key: ',
    zh: '设置密码（至少 8 个字符），或粘贴公钥：',
  },
  repeat: { en: 'The same password again: ', zh: '再输入一次密码：' },
  short: { en: 'A password has 8 to 1024 characters.', zh: '密码须有 8 到 1024 个字符。' },
  differ: { en: 'These were two different passwords.', zh: '两次输入的密码不同。' },
  noKey: {
    en: 'That is no public key. Paste the line of a file like ~/.ssh/id_ed25519.pub.',
    zh: '这不是公钥。请粘贴 ~/.ssh/id_ed25519.pub 之类文件中的那一行。',
  },
} satisfies Words;

/** What a session says outside the app; lines end as a terminal in raw mode wants them. */
export const SESSION_WORDS = {
  noTerminal: {
    en: "This is a full-screen program: connect with a terminal ('ssh -t'). Without one there are the commands 'list' and 'score [--json]'.",
    zh: '这是全屏程序：请带终端连接（“ssh -t”）。没有终端时可用命令 list 和 score [--json]。',
  },
  noCommand: {
    en: "There is no such command here. There are 'list' and 'score [--json]'; without a command the app opens.",
    zh: '没有这个命令。可用命令：list 和 score [--json]；不带命令则打开应用。',
  },
  elsewhere: {
    en: 'You are logged in on another screen already.',
    zh: '你已在另一个屏幕上登录。',
  },
  choices: {
    en: '  t  go on here; the other screen ends\r\n  w  watch it here\r\n  q  leave',
    zh: '  t  在这里继续，另一个屏幕结束\r\n  w  在这里观看\r\n  q  离开',
  },
  otherServer: {
    en: 'Your session is on another server of the class. It comes here when you leave there, or when that server ends. q leaves.',
    zh: '你的会话在本班的另一台服务器上。你在那边退出，或那台服务器停止后，会话会转到这里。按 q 离开。',
  },
  taken: { en: 'You went on on another screen.', zh: '你已在另一个屏幕上继续。' },
  idle: {
    en: 'Nobody typed for a long time: good-bye. Log in again to go on where you were.',
    zh: '长时间没有输入，已断开。重新登录即可从中断处继续。',
  },
  long: {
    en: 'This sitting has lasted too long. Log in again to go on where you were.',
    zh: '本次连接时间过长。重新登录即可从中断处继续。',
  },
  unreadable: {
    en: 'What is kept of you cannot be read now: tell your teacher, and try again.',
    zh: '目前无法读取你的记录：请告诉老师，然后重试。',
  },
  slow: { en: 'Your connection took nothing for too long.', zh: '你的连接长时间没有接收数据。' },
  draining: {
    en: 'The server is stopped. What you did is saved: log in again later.',
    zh: '服务器正在停止。你的进度已保存，请稍后重新登录。',
  },
  removed: { en: 'You are not in the class any more.', zh: '你已不在班级名单中。' },
  full: { en: 'You have too many connections open.', zh: '你打开的连接过多。' },
  broken: {
    en: "The board ended by itself; the server's log says why. Log in again, or play drills with 'ssh -t ... play'.",
    zh: '看板意外结束，原因见服务器日志。请重新登录，或用 “ssh -t ... play” 做练习。',
  },
} satisfies Words;
