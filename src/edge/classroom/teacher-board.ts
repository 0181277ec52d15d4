import type { BoardCommand } from '../../app/board/index.ts';
import type { TrainerRunner } from '../../app/trainer/index.ts';
import { ScreenLines } from '../../app/ui/index.ts';
import { KeyStream } from '../terminal/index.ts';
import { BoardProcess } from './board-process.ts';
import { boundedSize, type ChannelOutput, type Size } from './channel-terminal.ts';
import type { ClassDesk } from './class-desk.ts';
import type { Classroom } from './classroom.ts';
import type { Attached, Seat } from './seat.ts';
import type { Lang } from './words.ts';

/** Between two looks at the class, and at least between two frames of a learner's screen: milliseconds. */
const LOOK = 500;
const FRAME = 100;
/** A lone Escape is one after this long: milliseconds. */
const ESCAPE = 75;

/** What gives the terminal back: mouse, colours, cursor, keypad, alternate screen (xterm, "DEC Private Mode Reset"). */
const LEAVE_BOARD = '\u001b[?1000l\u001b[?1006l\u001b[m\u001b[r\u001b[?25h\u001b[?1l\u001b>\u001b[?1049l';

export interface TeacherBoardParts {
  classroom: Classroom;
  desk: ClassDesk;
  output: ChannelOutput;
  teacher: string;
  lang: Lang;
  /** The program's own script. */
  program: string;
  log(line: string): void;
  /** The teacher leaves, or wants to play; or the board broke. */
  onEnd(why: 'left' | 'play' | 'broken'): void;
}

/** The screen that a teacher looks at. */
interface Watching {
  learner: string;
  size: Size;
  seat: Seat;
  screen: ScreenLines;
  unfollow(): void;
}

/** A teacher's terminal with the board on it: keys go to the board's process, and to a learner's screen where the learner lets them. */
export class TeacherBoard implements Attached {
  private readonly parts: TeacherBoardParts;
  private readonly process: BoardProcess;
  private readonly look: NodeJS.Timeout;
  private size: Size;
  private watching: Watching | undefined;
  private told = '';
  private frame: NodeJS.Timeout | undefined;
  private drawn = '';
  private types = false;
  private readonly keys = new KeyStream((key) => this.guestRunner?.dispatch({ kind: 'key', key }));
  private escape: NodeJS.Timeout | undefined;

  constructor(parts: TeacherBoardParts) {
    this.parts = parts;
    const { output, lang, program, log, teacher, onEnd } = parts;
    this.process = new BoardProcess({
      program,
      onDrawn: (text) => {
        output.write(text);
        if (output.backlogged) this.process.hold(true);
      },
      onCommand: (command) => void this.carryOut(command),
      onEnd: (why) => {
        if (why !== undefined) log(`the board of ${teacher} ended: ${why}`);
        onEnd(why === undefined ? 'left' : 'broken');
      },
    });
    const { columns, rows } = output;
    this.size = { columns, rows };
    this.process.tell({ kind: 'begin', columns, rows, lang, teacher });
    this.look = setInterval(() => this.tellClass(), LOOK);
    this.tellClass();
  }

  private tellClass(): void {
    const { desk, classroom } = this.parts;
    const facts = desk.facts(Date.now());
    const news = JSON.stringify(facts);
    if (news !== this.told && this.process.tell({ kind: 'class', facts })) this.told = news;
    const { watching } = this;
    // The seat was given up, or made anew.
    if (watching && classroom.seat(watching.learner) !== watching.seat)
      this.watch(watching.learner, watching.size);
  }

  private async carryOut(command: BoardCommand): Promise<void> {
    const { desk, teacher, log, onEnd } = this.parts;
    switch (command.kind) {
      case 'quit':
        onEnd('left');
        return;
      case 'play':
        onEnd('play');
        return;
      case 'watch':
        this.watch(command.learner, boundedSize(command.columns, command.rows));
        return;
      case 'unwatch':
        this.unwatch();
        return;
      case 'type': {
        const { watching } = this;
        const refused = watching && desk.ask(watching.learner, teacher);
        if (refused) this.process.tell({ kind: 'notice', text: refused });
        this.tellClass();
        return;
      }
      default:
        try {
          this.process.tell({ kind: 'notice', text: await desk.carryOut(command, teacher) });
        } catch (error) {
          const { message } = error as Error;
          log(`${teacher}: ${command.kind} failed: ${message}`);
          this.process.tell({ kind: 'notice', text: { en: message, zh: message } });
        }
        this.tellClass();
    }
  }

  /** Shows a learner's screen from now on, in that size. */
  private watch(learner: string, { columns, rows }: Size): void {
    const same = this.watching?.learner === learner;
    if (same) this.watching?.unfollow();
    else this.unwatch();
    const { classroom, log, teacher } = this.parts;
    const seat = classroom.learners.includes(learner) ? classroom.seat(learner) : undefined;
    if (!seat) {
      this.watching = undefined;
      this.process.tell({ kind: 'no-screen', learner });
      return;
    }
    if (!same) log(`${teacher} watches ${learner}`);
    const unfollow = seat.runner.subscribe(() => {
      this.noteTyping(learner);
      this.drawSoon();
    });
    this.watching = { learner, size: { columns, rows }, seat, screen: new ScreenLines(), unfollow };
    this.drawn = '';
    this.drawFrame();
  }

  private drawSoon(): void {
    this.frame ??= setTimeout(() => this.drawFrame(), FRAME);
  }

  private drawFrame(): void {
    clearTimeout(this.frame);
    this.frame = undefined;
    const { watching } = this;
    if (!watching) return;
    const { learner, size, seat, screen } = watching;
    const lines = screen.of({ ...seat.runner.state, ...size });
    const drawn = lines.join('\n');
    if (drawn === this.drawn) return;
    if (this.process.tell({ kind: 'frame', learner, lines })) this.drawn = drawn;
    else this.drawSoon();
  }

  private unwatch(): void {
    clearTimeout(this.frame);
    this.frame = undefined;
    const { watching } = this;
    this.watching = undefined;
    watching?.unfollow();
    const runner = watching?.seat.runner;
    if (runner?.state.guest?.name === this.parts.teacher)
      runner.dispatch({ kind: 'guest', guest: undefined });
    if (watching) this.noteTyping(watching.learner);
  }

  /** Writes down that the teacher has the learner's keyboard now, or has it no more. */
  private noteTyping(learner: string): void {
    const types = this.guestRunner !== undefined;
    if (types === this.types) return;
    this.types = types;
    const { log, teacher } = this.parts;
    log(types ? `${learner} lets ${teacher} type` : `${teacher} types no more at ${learner}`);
  }

  /** Where the teacher types, while the learner lets him. */
  private get guestRunner(): TrainerRunner | undefined {
    const runner = this.watching?.seat.runner;
    const guest = runner?.state.guest;
    return guest?.keyboard === 'has' && guest.name === this.parts.teacher ? runner : undefined;
  }

  data(text: string): void {
    if (!this.guestRunner) {
      this.process.type(text);
      return;
    }
    clearTimeout(this.escape);
    this.keys.push(text);
    if (this.keys.pending) this.escape = setTimeout(() => this.keys.flush(), ESCAPE);
  }

  draw(): void {
    const { columns, rows, backlogged } = this.parts.output;
    this.process.hold(backlogged);
    if (columns === this.size.columns && rows === this.size.rows) return;
    this.size = { columns, rows };
    this.process.tell({ kind: 'size', columns, rows });
  }

  close(): void {
    clearInterval(this.look);
    clearTimeout(this.escape);
    this.unwatch();
    this.process.close();
    this.parts.output.write(LEAVE_BOARD);
  }
}
