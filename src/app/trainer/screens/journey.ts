import type { ScrollEnd } from '../actions.ts';
import type { PlayState, TrainerState } from '../state.ts';

const NONE = {
  en: 'None of your commands has sent a packet yet; a ping or a curl does.',
  zh: '你的命令还没有发出过报文；ping 或 curl 会发出。',
};

function withJourney(state: TrainerState, journey: NonNullable<PlayState['journey']>): TrainerState {
  return state.play ? { ...state, screen: 'journey', play: { ...state.play, journey } } : state;
}

/** Shows the newest command's first packet; where the screen was opened from is where it goes back to. */
export function openJourney(state: TrainerState): TrainerState {
  const { play, screen } = state;
  const last = play?.packets[play.packets.length - 1];
  if (!play || !last) return { ...state, notice: NONE };
  const packet = play.packets.findIndex(({ command }) => command === last.command);
  return withJourney(state, { packet, scroll: 0, from: screen });
}

/** Another packet: those of all commands are one row. */
export function turnTo(state: TrainerState, step: number): TrainerState {
  const { journey, packets } = state.play ?? {};
  if (!journey || !packets) return state;
  const packet = Math.max(0, Math.min(packets.length - 1, journey.packet + step));
  return packet === journey.packet ? state : withJourney(state, { ...journey, packet, scroll: 0 });
}

/** The page moved by so many rows, as far as there are some. */
export function journeyScroll(state: TrainerState, step: number, scrollEnd: ScrollEnd): TrainerState {
  const { journey } = state.play ?? {};
  if (!journey) return state;
  return withJourney(state, {
    ...journey,
    scroll: Math.max(0, Math.min(scrollEnd(state), journey.scroll + step)),
  });
}
