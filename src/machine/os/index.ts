/**
 * What a machine runs on: files and images, the contract between programs and the kernel (system calls), unit files, the
 * journal, /proc and /sys. It refuses to run anything: the event loop is `sim`.
 */
export * from './dns-message.ts';
export * from './files.ts';
export { imageFile } from './images.ts';
export * from './journal.ts';
export * from './proc-files.ts';
export * from './program.ts';
export * from './unit-file.ts';
