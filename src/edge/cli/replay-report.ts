import { Replayer, turnText } from '../../app/replay/index.ts';
import { type ReplaySource, replayedDrill } from './replay-source.ts';

/** Seconds of a moment as it is played, to a hundredth. */
const seconds = (microseconds: number) => Math.round(microseconds / 10_000) / 100;

/** A recording as `--json` tells it: commands with what they told, what was handed in, the wrong turn. Of a concealed one only what was done. */
export function replayReport(source: ReplaySource) {
  const { recording, concealed, origin } = source;
  const replayer = new Replayer({
    ...source,
    make: () => replayedDrill(source),
    screen: { lang: 'en', columns: 120, rows: 40, ascii: false, theme: 'dark' },
  });
  while (replayer.work());
  const { timeline, analysis } = replayer.state;
  const { knots, differs } = timeline;
  return {
    drill: recording.scenario,
    seed: recording.seed ?? null,
    engine: origin.engine,
    sameDrill: origin.sameDrill,
    duration: seconds(knots[knots.length - 1].play),
    differsFrom: differs === undefined ? null : (timeline.commands[differs]?.number ?? differs + 1),
    concealed,
    commands: timeline.commands.map(({ part, number, where, line, status, undone, typed }) => {
      const told = undone ? undefined : analysis?.told[part]?.get(number);
      const { before = null, after = null } = told ?? {};
      return {
        number,
        where,
        line,
        status: status ?? null,
        undone,
        at: seconds(knots[typed].play),
        before,
        after,
      };
    }),
    submissions: timeline.submissions.map(({ knot, diagnosis, score }, at) => ({
      at: seconds(knots[knot].play),
      diagnosis,
      ...(concealed ? {} : { score: score ?? null, now: analysis?.cards[at]?.score ?? null }),
    })),
    wrongTurn: analysis?.wrongTurn
      ? { ...analysis.wrongTurn, why: turnText(analysis.wrongTurn, timeline).en }
      : null,
  };
}
