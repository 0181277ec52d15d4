import type { BoardCommand, ClassDrill, ClassFacts } from '../../app/board/index.ts';
import { type Lang, type LocalText, titleOf } from '../../app/trainer/index.ts';
import type { ClassStore } from './class-store.ts';
import type { Classroom } from './classroom.ts';

/** Characters of a message. */
const LONGEST = 300;

const NOT_THERE = { en: 'Not logged in: nobody would read it.', zh: '未登录：没有人会看到。' };
const NO_ATTEMPT = { en: 'There is no attempt to end.', zh: '没有可结束的练习。' };
const ELSEWHERE = {
  en: 'The learner is at another server of the class.',
  zh: '该学员在本班的另一台服务器上。',
};
const OCCUPIED = { en: 'Somebody types there already, or asked to.', zh: '已有人在输入或已请求。' };

/** Commands that the desk carries out; the others are about the board itself. */
type DeskCommand = Extract<BoardCommand, { kind: 'message' | 'pause' | 'reset' | 'release' | 'extend' }>;

/** What is done at the teacher's desk: what the class is like, and what teachers have done. */
export class ClassDesk {
  private readonly classroom: Classroom;
  private readonly store: ClassStore;
  private readonly log: (line: string) => void;
  private trouble: string | undefined;

  constructor(classroom: Classroom, store: ClassStore, log: (line: string) => void) {
    this.classroom = classroom;
    this.store = store;
    this.log = log;
  }

  /** The class as it is now. */
  facts(now: number): ClassFacts {
    const { classroom, store } = this;
    const { watch } = classroom;
    const { trouble } = store;
    if (trouble !== this.trouble)
      watch.note(
        trouble === undefined
          ? { kind: 'trouble-over' }
          : { kind: 'trouble', text: { en: trouble, zh: trouble } },
      );
    this.trouble = trouble;
    return {
      class: classroom.title,
      now: Math.floor(now / 1000) * 1000,
      paused: classroom.paused,
      trouble,
      learners: watch.facts(classroom.learners),
      drills: this.drills(),
      events: watch.events,
    };
  }

  private drills(): ClassDrill[] {
    const standings = this.store.standings();
    const none = { begun: 0, handedIn: 0, solved: 0 };
    return this.classroom.drills().map(({ scenario, mode, closes }) => ({
      id: scenario.id,
      title: scenario.title,
      twin: scenario.drill?.twin ?? 0,
      mode,
      released: mode === 'exam' && this.store.isReleased(scenario.id),
      closes: closes !== undefined,
      ...(standings.get(scenario.id) ?? none),
    }));
  }

  private note(teacher: string, text: LocalText, learner?: string): void {
    this.log(`${teacher}: ${text.en}${learner === undefined ? '' : ` (${learner})`}`);
    this.classroom.watch.note({ kind: 'teacher', text, learner });
  }

  /** Does what a teacher wants, and writes it down; what there is to say of it. */
  async carryOut(command: DeskCommand, teacher: string): Promise<LocalText> {
    const { classroom } = this;
    switch (command.kind) {
      case 'message':
        return this.send(command, teacher);
      case 'pause': {
        classroom.pause(command.paused);
        const text = command.paused
          ? { en: 'The class is paused.', zh: '课堂已暂停。' }
          : { en: 'The class goes on.', zh: '课堂继续。' };
        this.note(teacher, text);
        return text;
      }
      case 'reset':
        return await this.reset(command.learner, command.drill, teacher);
      case 'release': {
        this.store.release(command.drill);
        classroom.refresh();
        const text = this.about(command.drill, { en: 'Results are shown:', zh: '已公布结果：' });
        this.note(teacher, text);
        return text;
      }
      case 'extend':
        return this.extend(command, teacher);
    }
  }

  private send({ to, text }: Extract<BoardCommand, { kind: 'message' }>, teacher: string): LocalText {
    const { classroom } = this;
    const names = to === undefined ? classroom.learners : classroom.learners.filter((name) => name === to);
    const seats = names.flatMap((name) => classroom.seat(name) ?? []);
    if (seats.length === 0) return NOT_THERE;
    const line = `${teacher}: ${text.replace(/\p{Cc}|\p{Cf}/gu, ' ').slice(0, LONGEST)}`;
    for (const seat of seats) seat.runner.dispatch({ kind: 'message', text: { en: line, zh: line } });
    const told = { en: `message: "${text}"`, zh: `消息：“${text}”` };
    this.note(teacher, told, to);
    return { en: `Sent to ${seats.length}.`, zh: `已发送给 ${seats.length} 人。` };
  }

  private async reset(learner: string, drill: string, teacher: string): Promise<LocalText> {
    const { classroom } = this;
    if (!classroom.learners.includes(learner)) return NO_ATTEMPT;
    if (!(await this.store.hold(learner))) return ELSEWHERE;
    const kept = await this.store.learner(learner);
    if (!kept.closeAttempt(drill)) return NO_ATTEMPT;
    const seat = classroom.seat(learner);
    if (seat?.runner.state.play?.id === drill) seat.runner.dispatch({ kind: 'dismissed' });
    seat?.refresh();
    classroom.watch.forget(learner, drill);
    if (!seat) await this.store.letGo(learner);
    const text = this.about(drill, { en: 'Attempt ended:', zh: '已结束：' });
    this.note(teacher, text, learner);
    return text;
  }

  private extend(
    { learner, drill, minutes }: Extract<BoardCommand, { kind: 'extend' }>,
    teacher: string,
  ): LocalText {
    const { classroom } = this;
    const closes = classroom.closes(learner, drill);
    if (closes === undefined || !classroom.learners.includes(learner)) return NO_ATTEMPT;
    this.store.extend(learner, drill, Math.max(closes, Date.now()) + minutes * 60_000);
    classroom.refresh();
    const text = this.about(drill, { en: `${minutes} min more:`, zh: `延长 ${minutes} 分钟：` });
    this.note(teacher, text, learner);
    return text;
  }

  private about(drill: string, text: LocalText): LocalText {
    const found = this.classroom.drills().find(({ scenario }) => scenario.id === drill)?.scenario;
    const title = (lang: Lang) =>
      found ? titleOf({ title: found.title, twin: found.drill?.twin ?? 0 }, lang) : drill;
    return { en: `${text.en} ${title('en')}`, zh: `${text.zh}${title('zh')}` };
  }

  /** Asks a learner for the keyboard; what there is to say where that cannot be asked. */
  ask(learner: string, teacher: string): LocalText | undefined {
    const seat = this.classroom.seat(learner);
    if (!seat?.taken) return NOT_THERE;
    if (seat.runner.state.guest) return OCCUPIED;
    seat.runner.dispatch({ kind: 'guest', guest: { name: teacher, keyboard: 'asks' } });
    this.note(teacher, { en: 'asks to type', zh: '请求输入' }, learner);
    return undefined;
  }
}
