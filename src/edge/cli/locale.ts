/** The language of a locale name such as zh_CN.UTF-8. */
export function languageOf(env: NodeJS.ProcessEnv): 'en' | 'zh' {
  return (env.LC_ALL || env.LC_MESSAGES || env.LANG || '').startsWith('zh') ? 'zh' : 'en';
}

/** Whether the locale's characters end with ASCII. */
export function isAscii(env: NodeJS.ProcessEnv): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  return env.NETDRILL_ASCII !== undefined || /^(C|POSIX)$/.test(locale);
}
