/**
 * What a machine runs on: files and images, the contract between programs and the kernel (system calls), unit files, the
 * journal, /proc and /sys. It refuses to run anything: the event loop is `sim`.
 */
export { decodeDns, type DnsMessage, encodeDns } from '../../model/wire/index.ts';
export * from './files.ts';
export { imageFile } from './images.ts';
export * from './journal.ts';
export { kernelBanner, kernelVersion } from './kernel-build.ts';
export { netnsFiles } from './netns-files.ts';
export * from './proc-files.ts';
export * from './program.ts';
export * from './unit-file.ts';
