import { StringDecoder } from 'node:string_decoder';
import type { PseudoTtyInfo, ServerChannel, Session } from 'ssh2';
import { Allowance, ENTER_TERMINAL, LEAVE_TERMINAL } from '../terminal/index.ts';
import { boundedSize, ChannelOutput, type Size } from './channel-terminal.ts';
import type { Classroom } from './classroom.ts';
import type { Member } from './people.ts';
import { answerCommand } from './read-only-commands.ts';
import type { ClassDesk } from './class-desk.ts';
import type { Attached } from './seat.ts';
import { TeacherBoard } from './teacher-board.ts';
import { type Lang, SESSION_WORDS } from './words.ts';

/** Nobody typed, the whole visit, and a client that takes nothing: milliseconds. */
const IDLE = 30 * 60_000;
const LONGEST = 8 * 3_600_000;
const CHOKED = 60_000;
/** A new size of the window is taken once it stayed for a while, and now and then where it never does: milliseconds. */
const RESIZE_QUIET = 100;
const RESIZE_LATEST = 1000;
/** How long a client may take to close what was ended: milliseconds. */
const HANG_UP = 2000;
/** Between two tries to get a session that another server has: milliseconds. */
const SEAT_PAUSE = 1000;
/** Time that what one person sent takes in one go: milliseconds. */
const TURN = 2;
/** Octets between two looks at the clock, and that wait before the client is asked to stop sending. */
const MOUTHFUL = 256;
const PLATEFUL = 32 * 1024;

/** Why a visit ends, for the visitor. */
type Ending = 'broken' | 'unreadable' | 'taken' | 'idle' | 'long' | 'slow' | 'draining' | 'removed' | 'full';

export interface VisitParts {
  member: Member;
  classroom: Classroom;
  lang: Lang;
  log(line: string): void;
  /** What a teacher's board is made with. */
  board: { desk: ClassDesk; program: string };
  /** Ends the connection at once. */
  cut(): void;
  /** Ends the connection once what was written is there. */
  end(): void;
}

/** One connection of somebody who logged in: its terminal, its keys, and its seat. */
export class Visit {
  readonly member: Member;
  private readonly parts: VisitParts;
  private readonly began = Date.now();
  private lang: Lang;
  private size: Size = boundedSize(0, 0);
  private hasTerminal = false;
  private channel: ServerChannel | undefined;
  private output: ChannelOutput | undefined;
  private attached: Attached | undefined;
  /** What keys mean while the visitor is asked something. */
  private asked: ((text: string) => void) | undefined;
  private refused: Ending | undefined;
  private owns = false;
  /** It is a teacher's, who came to the board first. */
  private hasBoard = false;
  private over = false;
  private waiting = false;
  private typedAt = Date.now();
  private chokedSince: number | undefined;
  private resizing: NodeJS.Timeout | undefined;
  /** Since when the window has a size that is not drawn yet. */
  private resizedAt: number | undefined;
  private readonly decoder = new StringDecoder('utf8');
  private readonly plate: Buffer[] = [];
  /** What may be spent on what this person types: who sends a megabyte of keys waits for himself. */
  private readonly allowance = new Allowance(performance.now());
  private eating = false;

  constructor(parts: VisitParts) {
    this.parts = parts;
    this.member = parts.member;
    this.lang = parts.lang;
  }

  /** Whatever is opened is told why it cannot be. */
  refuse(why: Ending): void {
    this.refused = why;
  }

  /** The client opened a session. */
  open(session: Session): void {
    session.on('pty', (accept, _reject, info: PseudoTtyInfo) => {
      this.hasTerminal = true;
      this.size = boundedSize(info.cols, info.rows);
      accept?.();
    });
    session.on('window-change', (accept, _reject, info) => {
      this.size = boundedSize(info.cols, info.rows);
      const now = Date.now();
      this.resizedAt ??= now;
      clearTimeout(this.resizing);
      const wait = Math.min(RESIZE_QUIET, this.resizedAt + RESIZE_LATEST - now);
      this.resizing = setTimeout(() => this.resize(), Math.max(0, wait));
      accept?.();
    });
    session.on('env', (accept, reject, { key, val }) => {
      const language = /^(LANG|LC_ALL|LC_MESSAGES)$/.test(key) && /^(zh|en)[_.]/.exec(val.slice(0, 32));
      if (!language) {
        reject?.();
        return;
      }
      this.lang = language[1] as Lang;
      accept?.();
    });
    session.once('shell', (accept) => this.openApp(accept()));
    session.once('exec', (accept, _reject, { command }) => {
      const channel = accept();
      const app = command.trim();
      if ((app === '' || app === 'play') && this.hasTerminal) this.openApp(channel, app === 'play');
      else void this.answer(channel, command);
    });
  }

  private async answer(channel: ServerChannel, command: string): Promise<void> {
    const { classroom } = this.parts;
    const { stdout, stderr, status } = this.refused
      ? { stdout: '', stderr: `${SESSION_WORDS[this.refused][this.lang]}\n`, status: 1 }
      : await answerCommand(command.slice(0, 200), classroom, this.member, this.lang).catch(() => ({
          stdout: '',
          stderr: `${SESSION_WORDS.unreadable[this.lang]}\n`,
          status: 1,
        }));
    channel.on('error', () => {});
    if (stdout) channel.write(stdout);
    if (stderr) channel.stderr.write(stderr);
    this.hangUp(channel, status);
  }

  private openApp(channel: ServerChannel, play = false): void {
    if (!this.hasTerminal) {
      channel.stderr.write(`${SESSION_WORDS.noTerminal[this.lang]}\n`);
      this.hangUp(channel, 2);
      return;
    }
    this.channel = channel;
    this.output = new ChannelOutput(channel, this.size);
    channel.on('data', (octets: Buffer) => this.serve(octets));
    channel.on('drain', () => this.attached?.draw());
    channel.on('error', () => this.parts.cut());
    channel.on('close', () => this.parts.end());
    if (this.refused) this.end(this.refused);
    else if (this.member.role === 'teacher' && !play) this.openBoard();
    else this.openSeat();
  }

  private openSeat(): void {
    if (this.parts.classroom.seat(this.member.name)?.taken) this.askWhich();
    else this.begin();
  }

  /** A teacher sees the class; he may play himself, and comes back. */
  private openBoard(): void {
    const { output, lang } = this;
    if (!output || this.over) return;
    this.asked = undefined;
    const { board, classroom, log } = this.parts;
    const onEnd = (why: 'left' | 'play' | 'broken') => {
      if (why === 'broken') this.end('broken');
      else if (why === 'left') this.goodBye();
      else {
        this.detach();
        this.openSeat();
      }
    };
    this.hasBoard = true;
    try {
      const teacher = this.member.name;
      this.attached = new TeacherBoard({ ...board, classroom, output, teacher, lang, log, onEnd });
    } catch (error) {
      log(`no board for ${this.member.name}: ${(error as Error).message}`);
      this.end('broken');
    }
  }

  /** Sits down; where what is kept of the visitor cannot be read, he is told. */
  private begin(): void {
    this.sit().catch((error: Error) => {
      this.parts.log(`${this.member.name} could not sit down: ${error.message}`);
      this.end('unreadable');
    });
  }

  /** Somebody sits at the same seat already: go on here, look on, or leave. */
  private askWhich(): void {
    const { elsewhere, choices } = SESSION_WORDS;
    this.output?.write(`\r\n${elsewhere[this.lang]}\r\n\r\n${choices[this.lang]}\r\n`);
    this.asked = (text) => {
      const choice = /[twq\u0003\u0004]/i.exec(text)?.[0].toLowerCase();
      if (choice === undefined) return;
      this.asked = undefined;
      if (choice === 't') this.begin();
      else if (choice === 'w') this.watch();
      else this.goodBye();
    };
  }

  private async sit(): Promise<void> {
    const { output } = this;
    const { classroom } = this.parts;
    if (!output) return;
    const seat = await classroom.sit(this.member, this.size, this.lang);
    // He may have gone while it was looked up what is kept of him.
    if (this.over) {
      if (seat && !seat.taken) classroom.left(this.member.name);
      return;
    }
    if (!seat) {
      this.waitForSeat();
      return;
    }
    classroom.came(this.member.name);
    output.write(ENTER_TERMINAL);
    this.owns = true;
    this.attached = seat.attach(output, (why) => {
      if (why === 'taken') {
        this.owns = false;
        this.end('taken');
        return;
      }
      this.detach();
      classroom.rise(this.member.name);
      if (this.hasBoard) this.openBoard();
      else this.goodBye();
    });
  }

  /** Another server has the session: it comes here once that one lets go of it, or is not heard of any more. */
  private waitForSeat(): void {
    if (!this.waiting) this.output?.write(`\r\n${SESSION_WORDS.otherServer[this.lang]}\r\n`);
    this.waiting = true;
    this.asked = (text) => {
      if (/[q\u0003\u0004]/.test(text)) this.goodBye();
    };
    setTimeout(() => {
      if (this.over) return;
      this.asked = undefined;
      this.begin();
    }, SEAT_PAUSE);
  }

  private watch(): void {
    const { output } = this;
    const seat = this.parts.classroom.seat(this.member.name);
    if (!output || !seat) {
      this.goodBye();
      return;
    }
    output.write(ENTER_TERMINAL);
    this.attached = seat.watch(output);
    this.asked = (text) => {
      if (/[q\u0003\u0004]/.test(text)) this.goodBye();
    };
  }

  private resize(): void {
    this.resizedAt = undefined;
    this.output?.resize(this.size);
    this.attached?.draw();
  }

  /** What the client sent: taken in small pieces, so that a paste of megabytes keeps nobody else waiting. */
  private serve(octets: Buffer): void {
    this.typedAt = Date.now();
    this.plate.push(octets);
    if (this.plate.reduce((sum, { length }) => sum + length, 0) > PLATEFUL) this.channel?.pause();
    if (!this.eating) this.eat();
  }

  private eat(): void {
    if (this.over) return;
    const from = performance.now();
    try {
      while (this.plate.length > 0 && performance.now() - from < TURN) this.give(this.mouthful());
    } finally {
      // Also where that was a mishap: the client would wait for ever.
      const now = performance.now();
      this.allowance.spend(now - from);
      const wait = this.allowance.wait(now);
      this.eating = wait > 0 || this.plate.length > 0;
      if (wait > 0) setTimeout(() => this.eat(), wait);
      else if (this.eating) setImmediate(() => this.eat());
      else this.channel?.resume();
    }
  }

  private mouthful(): string {
    const [first] = this.plate;
    if (first.length <= MOUTHFUL) this.plate.shift();
    else this.plate[0] = first.subarray(MOUTHFUL);
    return this.decoder.write(first.subarray(0, MOUTHFUL));
  }

  private give(text: string): void {
    if (this.asked) this.asked(text);
    else this.attached?.data(text);
  }

  /** Ends the visit where somebody is idle, or takes nothing, for too long. */
  checkTimes(now: number): void {
    const choked = this.output?.backlogged ?? false;
    this.chokedSince = choked ? (this.chokedSince ?? now) : undefined;
    // A board is looked at.
    if (now - this.typedAt > IDLE && !this.hasBoard) this.end('idle');
    else if (now - this.began > LONGEST) this.end('long');
    else if (this.chokedSince !== undefined && now - this.chokedSince > CHOKED) this.cut();
  }

  /** Says why it is over, and ends the connection. */
  end(why: Ending): void {
    this.goodBye(SESSION_WORDS[why][this.lang]);
  }

  private goodBye(text?: string): void {
    if (this.over) return;
    this.over = true;
    const open = this.attached !== undefined;
    this.detach();
    if (this.output && open) this.output.write(LEAVE_TERMINAL);
    if (text) this.output?.write(`${text}\r\n`);
    this.output?.send();
    if (this.channel) this.hangUp(this.channel, 0);
    else this.parts.end();
  }

  /** Ends a channel with a status, and the connection once the client has taken both, or takes nothing. */
  private hangUp(channel: ServerChannel, status: number): void {
    const timer = setTimeout(() => this.parts.cut(), HANG_UP);
    channel.once('close', () => {
      clearTimeout(timer);
      this.parts.end();
    });
    channel.exit(status);
    channel.end();
    // A stream whose input nobody reads never closes.
    channel.resume();
  }

  private detach(): void {
    clearTimeout(this.resizing);
    this.attached?.close();
    this.attached = undefined;
    if (this.owns) this.parts.classroom.left(this.member.name);
    this.owns = false;
  }

  cut(): void {
    this.parts.cut();
  }

  /** The connection is gone. */
  gone(): void {
    this.over = true;
    this.detach();
  }
}
