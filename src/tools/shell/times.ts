/** `0m1.234s`, from microseconds. */
export function formatMinutes(microseconds: number): string {
  const milliseconds = Math.floor(microseconds / 1000);
  const minutes = Math.floor(milliseconds / 60000);
  const rest = milliseconds % 60000;
  return `${minutes}m${Math.floor(rest / 1000)}.${String(rest % 1000).padStart(3, '0')}s`;
}

/** What the `time` keyword writes; `-p` takes POSIX's format. All in microseconds. */
export function formatTimes(real: number, user: number, system: number, posix: boolean): string {
  if (posix) {
    const seconds = (value: number): string => (value / 1e6).toFixed(2);
    return `real ${seconds(real)}\nuser ${seconds(user)}\nsys ${seconds(system)}\n`;
  }
  return `\nreal\t${formatMinutes(real)}\nuser\t${formatMinutes(user)}\nsys\t${formatMinutes(system)}\n`;
}
