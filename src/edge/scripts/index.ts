/** Where the scripts lie that run in a process or a thread of their own. It refuses to start them. */
export { scriptBeside } from './script-beside.ts';
