import {
  type Drill,
  diagnosisPlaces,
  journeys,
  type Scorecard,
  verdictText,
} from '../../drill/diagnosis/index.ts';
import { faults, type Journey, lookupFault, placeNames } from '../../drill/scenario/index.ts';
import { freshEditor } from '../../drill/session/index.ts';
import type { WorldView } from './actions.ts';
import {
  type DebriefState,
  type DebriefTruth,
  freshDiagnosis,
  type JourneyLine,
  type NotebookRow,
  type PlayState,
} from './state.ts';

/** Characters of a terminal's output a screen keeps. */
const KEPT = 60_000;

/** What the world shows now. `told` are the ledger's answers so far. */
export function worldView(
  drill: Drill,
  start: number,
  told: ReadonlyMap<number, NotebookRow>,
  suspects: PlayState['suspects'],
): WorldView {
  const { session } = drill;
  const terminals = session.terminalIds().map((id) => {
    const terminal = session.terminal(id);
    const editing = terminal?.editing;
    const output = terminal?.output ?? '';
    // The prompt is drawn with the line being edited behind it.
    const shown =
      editing && output.endsWith(editing.prompt) ? output.slice(0, -editing.prompt.length) : output;
    return {
      id,
      output: shown.slice(-KEPT),
      prompt: editing?.prompt,
      history: editing?.history ?? [],
      running: !session.isIdle(id),
      screen: terminal?.screen,
    };
  });
  const notebook = session.commands.map((c): NotebookRow => {
    const row = told.get(c.number);
    return {
      number: c.number,
      where: c.where,
      line: c.line,
      status: c.ended === undefined ? undefined : c.status,
      before: row?.before,
      after: row?.after,
      bits: row?.bits,
    };
  });
  return {
    terminals,
    clock: session.now - start,
    notebook,
    suspects,
    openable: placeNames(session.sim.world, drill.scenario).filter((name) => !['gw', 'inet'].includes(name)),
  };
}

/** A drill just opened. */
export function openedPlay(drill: Drill, start: number): PlayState {
  const part = drill.scenario.drill;
  const view = worldView(drill, start, new Map(), { left: 0, total: 0, ready: false });
  return {
    id: drill.scenario.id,
    title: drill.scenario.title,
    level: part?.level ?? 0,
    ticket: part?.ticket ?? drill.scenario.summary,
    from: part?.from ?? { en: '', zh: '' },
    picture: drill.scenario.picture ?? [],
    terminals: view.terminals.map((t) => ({ ...t, editor: freshEditor() })),
    active: 0,
    pane: 'terminal',
    clock: view.clock,
    notebook: view.notebook,
    suspects: view.suspects,
    hints: [],
    places: diagnosisPlaces(drill.base),
    mechanisms: faults.map((f) => ({ id: f.id, title: f.title, layer: f.layer })),
    openable: view.openable,
    diagnosis: freshDiagnosis(),
    scrollback: 0,
  };
}

/** A journey as lines: places flush left, steps below them, the end marked. */
function journeyLines(journey: Journey | undefined): JourneyLine[] {
  if (!journey) return [];
  const lines: JourneyLine[] = [];
  for (const hop of journey.hops) {
    const place = hop.netns === '' ? hop.node : hop.netns;
    const steps = hop.steps.filter(
      (s) => s.kind !== 'receive' && s.kind !== 'transmit' && !/ARP_NOT_FOR_US/.test(s.detail),
    );
    if (steps.length === 0) continue;
    lines.push({ text: `${place} ${hop.device}`.trim(), tone: 'place' });
    for (const step of steps) {
      const tone = step.kind === 'drop' ? 'drop' : step.kind === 'deliver' ? 'good' : 'step';
      const text = `${step.kind.padEnd(11)} ${step.detail}`;
      if (lines[lines.length - 1]?.text !== text) lines.push({ text, tone });
    }
  }
  return collapse(lines);
}

/** The same hops three times (ARP asks three times) read once. */
function collapse(lines: JourneyLine[]): JourneyLine[] {
  const groups: JourneyLine[][] = [];
  for (const line of lines) {
    if (line.tone === 'place') groups.push([line]);
    else groups[groups.length - 1]?.push(line);
  }
  const seen = new Set<string>();
  const kept: JourneyLine[] = [];
  for (const group of groups) {
    const key = group.map((l) => l.text).join('\n');
    if (seen.has(key)) continue;
    seen.add(key);
    kept.push(...group);
  }
  return kept;
}

/** The debrief of a submission. What it was is told once the drill is solved or given up (`told`), never before. */
export function debriefOf(
  drill: Drill,
  card: Scorecard,
  commands: readonly NotebookRow[],
  givenUp: boolean,
): DebriefState {
  return {
    verdict: givenUp && !card.solved ? { en: 'Given up', zh: '已放弃' } : verdictText(card),
    score: card.score,
    marks: card.marks,
    hints: card.hints,
    solved: card.solved,
    contradiction: card.contradiction,
    truth: card.solved || givenUp ? truthOf(drill) : undefined,
    told: [...commands],
    scroll: 0,
  };
}

function truthOf(drill: Drill): DebriefTruth {
  const part = drill.scenario.drill;
  const fault = part?.fault ? lookupFault(part.fault.mechanism) : undefined;
  const both = journeys(drill);
  return {
    cause: fault
      ? { en: `${fault.title.en} (${part?.fault?.at})`, zh: `${fault.title.zh}（${part?.fault?.at}）` }
      : { en: 'nothing was wrong', zh: '没有故障' },
    text: part?.debrief ?? { en: '', zh: '' },
    hearsay: part?.hearsay,
    sources: part?.sources ?? [],
    journey: journeyLines(both.broken),
    healthyJourney: journeyLines(both.healthy),
  };
}
