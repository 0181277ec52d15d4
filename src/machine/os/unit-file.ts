/** The parts of a systemd unit file that the model acts on. */
export interface UnitFile {
  description: string;
  execStart: string[];
  execReload: string[];
  execStop: string[];
  restart: string;
  /** Microseconds. */
  restartDelay: number;
  type: 'simple' | 'notify' | 'forking' | 'oneshot';
  /** The unit counts as active once its process has ended well. */
  remainAfterExit: boolean;
  environmentFiles: string[];
  environment: Record<string, string>;
  after: string[];
  wantedBy: string[];
  documentation: string[];
  /** Lines that could not be understood, with their number: systemd logs and ignores them. */
  problems: { line: number; text: string }[];
}

/**
 * Parses unit text: sections, `key=value`, `\` continuation, an empty `ExecStart=` resets the list (systemd.syntax(7)).
 * Drop-ins are parsed as if appended.
 */
export function parseUnitFile(text: string): UnitFile {
  const unit: UnitFile = {
    description: '',
    execStart: [],
    execReload: [],
    execStop: [],
    restart: 'no',
    restartDelay: 100_000,
    type: 'simple',
    remainAfterExit: false,
    environmentFiles: [],
    environment: {},
    after: [],
    wantedBy: [],
    documentation: [],
    problems: [],
  };
  const rows = text.split('\n');
  let section = '';
  for (let i = 0; i < rows.length; i++) {
    const number = i + 1;
    let row = rows[i];
    while (row.endsWith('\\') && i + 1 < rows.length) row = `${row.slice(0, -1)} ${rows[++i].trimStart()}`;
    const line = row.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    const header = /^\[(.+)\]$/.exec(line);
    if (header) {
      section = header[1];
      continue;
    }
    const equals = line.indexOf('=');
    if (equals < 1 || section === '') {
      unit.problems.push({
        line: number,
        text: section === '' ? 'Assignment outside of section. Ignoring.' : "Missing '='.",
      });
      continue;
    }
    assign(unit, line.slice(0, equals).trim(), line.slice(equals + 1).trim());
  }
  return unit;
}

function assign(unit: UnitFile, key: string, value: string): void {
  const list = (target: string[]) => {
    if (value === '') target.length = 0;
    else target.push(value);
  };
  switch (key) {
    case 'Description':
      unit.description = value;
      return;
    case 'ExecStart':
      return list(unit.execStart);
    case 'ExecReload':
      return list(unit.execReload);
    case 'ExecStop':
      return list(unit.execStop);
    case 'RemainAfterExit':
      unit.remainAfterExit = /^(yes|true|on|1)$/i.test(value);
      return;
    case 'Restart':
      unit.restart = value;
      return;
    case 'RestartSec':
      unit.restartDelay = parseDuration(value);
      return;
    case 'Type':
      if (value === 'simple' || value === 'notify' || value === 'forking' || value === 'oneshot')
        unit.type = value;
      return;
    case 'EnvironmentFile':
      return list(unit.environmentFiles);
    case 'Environment':
      for (const word of splitCommand(value)) {
        const at = word.indexOf('=');
        if (at > 0) unit.environment[word.slice(0, at)] = word.slice(at + 1);
      }
      return;
    case 'After':
      unit.after.push(...value.split(/\s+/));
      return;
    case 'WantedBy':
      unit.wantedBy.push(...value.split(/\s+/));
      return;
    case 'Documentation':
      unit.documentation.push(...value.split(/\s+/));
      return;
    default:
      return;
  }
}

/** Seconds, or `500ms`, `2s`, `1min`, in microseconds. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(us|ms|s|min|m|h)?$/.exec(text.trim());
  if (!match) return 100_000;
  const unit =
    { us: 1, ms: 1000, s: 1_000_000, min: 60_000_000, m: 60_000_000, h: 3_600_000_000 }[match[2] ?? 's'] ??
    1_000_000;
  return Number(match[1]) * unit;
}

/** Splits an ExecStart line into words: blanks separate, quotes group; `$VAR` and `${VAR}` are the caller's. */
export function splitCommand(line: string): string[] {
  const words: string[] = [];
  let word = '';
  let open = '';
  let started = false;
  for (let i = 0; i < line.length; i++) {
    const c = line[i];
    if (open !== '') {
      if (c === open) open = '';
      else if (c === '\\' && open === '"' && i + 1 < line.length) word += line[++i];
      else word += c;
    } else if (c === '"' || c === "'") {
      open = c;
      started = true;
    } else if (c === '\\' && i + 1 < line.length) {
      word += line[++i];
      started = true;
    } else if (/\s/.test(c)) {
      if (started || word !== '') words.push(word);
      word = '';
      started = false;
    } else word += c;
  }
  if (started || word !== '') words.push(word);
  return words;
}

/** Environment of an EnvironmentFile: `KEY=value` lines, quotes removed. */
export function parseEnvironmentFile(text: string): Record<string, string> {
  const env: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const match = /^\s*([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(line);
    if (match) env[match[1]] = match[2].trim().replace(/^(["'])(.*)\1$/, '$2');
  }
  return env;
}

/** ExecStart words with variables put in: `$NAME` as a word of its own is split at blanks, `${NAME}` is not (systemd.service(5)). */
export function expandCommand(line: string, env: Readonly<Record<string, string>>): string[] {
  const words: string[] = [];
  for (const word of splitCommand(line)) {
    const whole = /^\$([A-Za-z_][A-Za-z0-9_]*)$/.exec(word);
    if (whole) words.push(...splitCommand(env[whole[1]] ?? ''));
    else words.push(word.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => env[name] ?? ''));
  }
  if (words.length > 0) words[0] = words[0].replace(/^[-@+!]+/, '');
  return words;
}
