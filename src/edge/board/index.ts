/**
 * The board on a terminal, drawn by neo-blessed, which only this room knows and which only the verb that opens a board should load.
 * It takes boards, or what happens in a class, and says what the person wants; it refuses to read files, to keep time and to decide what is on a board.
 */
export { type BoardScreen, type BoardScreenOptions, openBoard } from './screen.ts';
export { type ClassScreen, type ClassScreenOptions, openClassBoard } from './class-screen.ts';
