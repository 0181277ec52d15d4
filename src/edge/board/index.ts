/**
 * The board on a terminal, drawn by neo-blessed, which only this room knows and which only the verb that opens a board should load.
 * It takes boards and says which keys were pressed; it refuses to read files, to keep time and to decide what is on a board.
 */
export { type BoardScreen, type BoardScreenOptions, openBoard } from './screen.ts';
