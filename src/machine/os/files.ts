import {
  fail,
  type Failure,
  type FileNode,
  isFailure,
  type Node,
  type RootFileSystem,
  type World,
} from '../../model/state/index.ts';
import { imageFile, imageChildren } from './images.ts';

/** Where a path ended up after symbolic links. */
export interface Located {
  path: string;
  node: FileNode | undefined;
}

/** Files whose text is computed when somebody looks: /proc, /sys, and the programs of the image. */
export interface DynamicFiles {
  /** `undefined`: no such file here. */
  lookup(path: string): FileNode | undefined;
  children(path: string): readonly string[];
  /** `undefined` when the path is not a dynamic one. */
  write(path: string, text: string): Failure | 'written' | undefined;
}

/** For who reads ordinary files only: nothing below /proc, /sys or /run is made up on the way. */
export const NO_DYNAMIC: DynamicFiles = {
  lookup: () => undefined,
  children: () => [],
  write: () => undefined,
};

export function rootOf(node: Node, id: string): RootFileSystem {
  const root = node.roots.get(id);
  if (!root) throw new Error(`no root file system ${id} on ${node.name}`);
  return root;
}

/** Joins a path to a working directory and removes `.` and `..`. */
export function normalizePath(cwd: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

export function parentOf(path: string): string {
  const at = path.lastIndexOf('/');
  return at <= 0 ? '/' : path.slice(0, at);
}

/** The entry at exactly this path: written above the image, dynamic, or of the image. */
function entryAt(root: RootFileSystem, dynamic: DynamicFiles, path: string): FileNode | undefined {
  const upper = root.upper.get(path);
  if (upper === null) return undefined;
  return upper ?? dynamic.lookup(path) ?? imageFile(root.profile, path);
}

/**
 * Follows a path through directories and links. ENOENT, ENOTDIR, ELOOP. The last part may be missing: then `node` is absent
 * and `path` is where it would be.
 */
export function locate(
  root: RootFileSystem,
  dynamic: DynamicFiles,
  path: string,
  follow = true,
  depth = 0,
): Located | Failure {
  if (depth > 20) return fail('ELOOP');
  const parts = path.split('/').filter((part) => part !== '');
  let at = '';
  for (let i = 0; i < parts.length; i++) {
    const here = `${at}/${parts[i]}`;
    const last = i === parts.length - 1;
    const node = entryAt(root, dynamic, here);
    if (!node) return last ? { path: here, node: undefined } : fail('ENOENT');
    if (node.type === 'symlink' && (!last || follow)) {
      const rest = parts.slice(i + 1).join('/');
      const target = normalizePath(at === '' ? '/' : at, node.content);
      return locate(root, dynamic, rest === '' ? target : `${target}/${rest}`, follow, depth + 1);
    }
    if (!last && node.type !== 'directory') return fail('ENOTDIR');
    at = here;
    if (last) return { path: here, node };
  }
  return { path: '/', node: imageFile(root.profile, '/') };
}

/** The text of a file. EISDIR, ENOENT. */
export function readText(root: RootFileSystem, dynamic: DynamicFiles, path: string): string | Failure {
  const found = locate(root, dynamic, path);
  if (isFailure(found)) return found;
  if (!found.node) return fail('ENOENT');
  if (found.node.type === 'directory') return fail('EISDIR');
  return found.node.content;
}

/** Replaces or extends a file's text, creating it where the directory exists. ENOSPC past the file system's capacity. */
export function writeText(
  world: World,
  root: RootFileSystem,
  dynamic: DynamicFiles,
  path: string,
  text: string,
  options: { append?: boolean; mode?: number } = {},
): Failure | undefined {
  const found = locate(root, dynamic, path);
  if (isFailure(found)) return found;
  if (found.node?.type === 'directory') return fail('EISDIR');
  const special = dynamic.write(found.path, text);
  if (special === 'written') return undefined;
  if (special !== undefined) return special;
  const parent = locate(root, dynamic, parentOf(found.path));
  if (isFailure(parent)) return parent;
  if (parent.node?.type !== 'directory') return fail(parent.node ? 'ENOTDIR' : 'ENOENT');
  const content = options.append ? (found.node?.content ?? '') + text : text;
  if (usedOctets(root) + content.length - (root.upper.get(found.path)?.content.length ?? 0) > root.capacity)
    return fail('ENOSPC');
  put(world, root, found.path, {
    type: 'file',
    content,
    mode: options.mode ?? found.node?.mode ?? 0o644,
    uid: found.node?.uid ?? 0,
  });
  return undefined;
}

/** Puts an entry without asking about directories: what an image or a builder does. */
export function put(
  world: World,
  root: RootFileSystem,
  path: string,
  entry: Omit<FileNode, 'modified'>,
): void {
  root.upper.set(path, Object.freeze({ ...entry, modified: world.now }));
}

/** Puts a file and the directories above it. */
export function install(
  world: World,
  root: RootFileSystem,
  path: string,
  content: string,
  mode = 0o644,
): void {
  for (let dir = parentOf(path); dir !== '/'; dir = parentOf(dir))
    if (!root.upper.get(dir) && !imageFile(root.profile, dir))
      put(world, root, dir, { type: 'directory', content: '', mode: 0o755, uid: 0 });
  put(world, root, path, { type: 'file', content, mode, uid: 0 });
}

function usedOctets(root: RootFileSystem): number {
  let octets = 0;
  for (const entry of root.upper.values()) octets += entry?.content.length ?? 0;
  return octets;
}

/** Names in a directory, sorted bytewise. ENOENT, ENOTDIR. */
export function listDirectory(root: RootFileSystem, dynamic: DynamicFiles, path: string): string[] | Failure {
  const found = locate(root, dynamic, path);
  if (isFailure(found)) return found;
  if (!found.node) return fail('ENOENT');
  if (found.node.type !== 'directory') return fail('ENOTDIR');
  const base = found.path === '/' ? '' : found.path;
  const names = new Set<string>([
    ...imageChildren(root.profile, found.path),
    ...dynamic.children(found.path),
  ]);
  for (const [key, entry] of root.upper) {
    if (!key.startsWith(`${base}/`)) continue;
    const name = key.slice(base.length + 1);
    if (name.includes('/')) continue;
    if (entry === null) names.delete(name);
    else names.add(name);
  }
  return [...names].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Removes a file or link, or an empty directory where `directory` says so. */
export function removeEntry(
  root: RootFileSystem,
  dynamic: DynamicFiles,
  path: string,
  directory: boolean,
): Failure | undefined {
  const found = locate(root, dynamic, path, false);
  if (isFailure(found)) return found;
  if (!found.node) return fail('ENOENT');
  if (dynamic.lookup(found.path)) return fail('EPERM');
  if (directory) {
    if (found.node.type !== 'directory') return fail('ENOTDIR');
    const inside = listDirectory(root, dynamic, found.path);
    if (isFailure(inside)) return inside;
    if (inside.length > 0) return fail('ENOTEMPTY');
  } else if (found.node.type === 'directory') return fail('EISDIR');
  if (imageFile(root.profile, found.path)) root.upper.set(found.path, null);
  else root.upper.delete(found.path);
  return undefined;
}
