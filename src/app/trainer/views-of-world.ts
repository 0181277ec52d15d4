import { type Drill, diagnosisPlaces } from '../../drill/diagnosis/index.ts';
import { faults, findPlace, isLocked, type LocalText, placeNames } from '../../drill/scenario/index.ts';
import { freshEditor } from '../../drill/session/index.ts';
import type { WorldView } from './actions.ts';
import { freshDiagnosis } from './diagnosis-form.ts';
import { packetViews } from './journey-lines.ts';
import type { PlayRules } from './player.ts';
import { TOUR_LAB } from './tour.ts';
import type { NotebookRow, PlayState } from './state.ts';

/** Characters of a terminal's output a screen keeps. */
const KEPT = 60_000;

/** What the world shows now. `told` are the ledger's answers so far; `solution`: the cause is known, and so are whole journeys. */
export function worldView(
  drill: Drill,
  start: number,
  told: ReadonlyMap<number, NotebookRow>,
  suspects: PlayState['suspects'],
  solution = false,
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
  const notebook = session.commands
    .filter(({ line }) => line.trim() !== 'clear')
    .map((c): NotebookRow => {
      const row = told.get(c.number);
      return {
        number: c.number,
        where: c.where,
        // What only tidies the screen is no test.
        line: c.line.replace(/^\s*clear\s*(;|&&)\s*/, ''),
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
    packets: packetViews(session.ownPackets, session.commands, solution || !drill.scenario.drill),
    openable: placeNames(session.sim.world, drill.scenario)
      .filter((name) => !['gw', 'inet'].includes(name) && !isClosed(drill, name))
      .map((name) => ({ name, about: aboutPlace(drill, name) })),
  };
}

/** Whether nobody gave access to the machine a place is on. */
function isClosed({ session, scenario }: Drill, name: string): boolean {
  const place = findPlace(session.sim.world, scenario, name);
  return place !== undefined && isLocked(scenario, place);
}

/** What a place is that one may type at. */
function aboutPlace({ session, scenario }: Drill, name: string): LocalText {
  const { world } = session.sim;
  const given = scenario.places?.[name];
  if (given) {
    const overlay = /^overlay:(.+)$/.exec(given.netns ?? '')?.[1];
    return overlay
      ? {
          en: `network namespace of overlay ${overlay} on ${given.node} (bridge, vxlan)`,
          zh: `${given.node} 上 overlay 网络 ${overlay} 的网络命名空间（网桥、vxlan）`,
        }
      : {
          en: `network namespace ${given.netns ?? ''} on ${given.node}`,
          zh: `${given.node} 上的网络命名空间 ${given.netns ?? ''}`,
        };
  }
  if (world.nodes.has(name)) return { en: 'host', zh: '主机' };
  const home = findPlace(world, scenario, name)?.node.name;
  return home
    ? { en: `container on ${home}`, zh: `${home} 上的容器` }
    : { en: 'container that does not run', zh: '没有运行的容器' };
}

/** A drill just opened. */
export function openedPlay(drill: Drill, start: number, rules: PlayRules): PlayState {
  const part = drill.scenario.drill;
  const view = worldView(drill, start, new Map(), { left: 0, total: 0, ready: false });
  return {
    id: drill.scenario.id,
    title: drill.scenario.title,
    twin: part?.twin ?? 0,
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
    packets: view.packets,
    hints: [],
    concealed: rules.conceal,
    hintCount: rules.hints ? (part?.hints.length ?? 0) : 0,
    places: diagnosisPlaces(drill.worlds.base),
    mechanisms: faults.map((f) => ({ id: f.id, title: f.title, layer: f.layer })),
    openable: view.openable,
    diagnosis: freshDiagnosis(),
    scrollback: 0,
    remarks: {},
    entered: false,
    tour: drill.scenario.id === TOUR_LAB ? 0 : undefined,
  };
}
