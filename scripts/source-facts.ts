import { builtinModules } from 'node:module';
import { parseSync, visitorKeys } from 'oxc-parser';

/** What one source file imports, with the line. */
export interface Import {
  readonly specifier: string;
  readonly line: number;
}

/** One use of the real machine: its clock, chance, environment, locale or timers. */
export interface HostUse {
  /** The expression, as in `Date.now`. */
  readonly name: string;
  readonly line: number;
}

/** What the architecture rules need to know of one source file. */
export interface SourceFacts {
  readonly imports: readonly Import[];
  readonly hostUses: readonly HostUse[];
  readonly lines: number;
  /** Text of the comment that the file opens with, or the empty string. */
  readonly openingComment: string;
}

interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

/** Globals that reach the host wherever they stand. */
const hostGlobals = new Set([
  'process',
  'performance',
  'crypto',
  'globalThis',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'fetch',
  'require',
]);

/** Members of otherwise harmless globals that reach the host's clock, chance, locale or time zone. */
const hostMembers = new Set([
  'Date.now',
  'Math.random',
  'Intl.DateTimeFormat',
  'Intl.NumberFormat',
  'Intl.Collator',
]);

/** Methods whose answer depends on the host's locale or time zone, whatever they are called on. */
const hostMethods = new Set([
  'localeCompare',
  'toLocaleString',
  'toLocaleDateString',
  'toLocaleTimeString',
  'toLocaleUpperCase',
  'toLocaleLowerCase',
  'getTimezoneOffset',
  'getHours',
  'getMinutes',
  'getDate',
  'getDay',
  'getMonth',
  'getFullYear',
]);

/** Whether an import specifier names a module of Node itself, with or without the `node:` prefix. */
export function isNodeModule(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier);
}

/**
 * Parses one TypeScript or TSX file.
 *
 * A name that the file declares itself (a parameter called `process`) is taken to be that name throughout
 * the file; types and comments never count as uses.
 *
 * @throws SyntaxError where the file does not parse: a file that cannot be read proves nothing.
 */
export function readSourceFacts(path: string, text: string): SourceFacts {
  const parsed = parseSync(path, text);
  if (parsed.errors.length > 0) throw new SyntaxError(`${path}: ${parsed.errors[0]!.message}`);
  const lineOf = (offset: number) => text.slice(0, offset).split('\n').length;
  const imports: Import[] = [];
  const uses: HostUse[] = [];
  const declared = new Set<string>();

  walk(parsed.program as unknown as SyntaxNode, undefined, '', (node, parent, key) => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) imports.push({ specifier, line: lineOf(node.start) });
    if (node.type === 'Identifier' && isDeclaration(parent, key)) declared.add(String(node.name));
    if (node.type === 'ObjectPattern') for (const name of namesOfPattern(node)) declared.add(name);
    const name = hostUse(node, parent, key);
    if (name !== undefined) uses.push({ name, line: lineOf(node.start) });
  });

  const opening = parsed.comments.find((comment) => text.slice(0, comment.start).trim() === '');
  return {
    imports,
    hostUses: uses.filter(({ name }) => !declared.has(name.split('.')[0]!)),
    lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    openingComment: (opening?.value ?? '').replace(/^\s*\*+/gm, '').trim(),
  };
}

function walk(
  node: SyntaxNode,
  parent: SyntaxNode | undefined,
  key: string,
  enter: (node: SyntaxNode, parent: SyntaxNode | undefined, key: string) => void,
): void {
  enter(node, parent, key);
  for (const childKey of visitorKeys[node.type] ?? []) {
    const child = node[childKey];
    for (const each of Array.isArray(child) ? child : [child]) {
      if (each !== null && each !== undefined) walk(each as SyntaxNode, node, childKey, enter);
    }
  }
}

/** The module that a node imports or re-exports from; computed dynamic imports read as `<computed>`. */
function specifierOf(node: SyntaxNode): string | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
    case 'ImportExpression':
    case 'TSImportType': {
      const source = node.source as SyntaxNode | null;
      if (source === null) return undefined;
      return typeof source.value === 'string' ? source.value : '<computed>';
    }
    default:
      return undefined;
  }
}

/** Whether an identifier at this place gives its name to a local variable, parameter, function or import. */
function isDeclaration(parent: SyntaxNode | undefined, key: string): boolean {
  switch (parent?.type) {
    case 'VariableDeclarator':
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ClassDeclaration':
      return key === 'id' || key === 'params';
    case 'ArrowFunctionExpression':
    case 'CatchClause':
      return key === 'params' || key === 'param';
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
      return key === 'local';
    case 'AssignmentPattern':
      return key === 'left';
    case 'ArrayPattern':
    case 'RestElement':
      return true;
    default:
      return false;
  }
}

/** Names that `{ a, b: c }` binds; nested patterns are visited on their own. */
function namesOfPattern(pattern: SyntaxNode): string[] {
  return (pattern.properties as SyntaxNode[])
    .map((property) => property.value as SyntaxNode | undefined)
    .filter((value) => value?.type === 'Identifier')
    .map((value) => String(value!.name));
}

function hostUse(node: SyntaxNode, parent: SyntaxNode | undefined, key: string): string | undefined {
  if (node.type === 'NewExpression' || node.type === 'CallExpression') {
    const callee = node.callee as SyntaxNode;
    const bare = callee.type === 'Identifier' && callee.name === 'Date';
    if (!bare) return undefined;
    if (node.type === 'CallExpression') return 'Date()';
    return (node.arguments as unknown[]).length === 0 ? 'new Date()' : undefined;
  }
  if (node.type === 'MetaProperty')
    return (node.meta as SyntaxNode).name === 'import' ? 'import.meta' : undefined;
  if (node.type === 'MemberExpression') {
    const property = node.property as SyntaxNode;
    const object = node.object as SyntaxNode;
    const name = node.computed ? property.value : property.name;
    const full = `${String(object.name)}.${String(name)}`;
    if (object.type === 'Identifier' && hostMembers.has(full)) return full;
    return hostMethods.has(String(name)) ? `.${String(name)}` : undefined;
  }
  if (node.type !== 'Identifier' || !hostGlobals.has(String(node.name))) return undefined;
  return isReference(parent, key) ? String(node.name) : undefined;
}

/** Whether an identifier at this place is read as a value: not a member's name, a key, a label or a type. */
function isReference(parent: SyntaxNode | undefined, key: string): boolean {
  if (parent === undefined || parent.type.startsWith('TS')) return key === 'expression';
  if (parent.type === 'MemberExpression') return key === 'object' || parent.computed === true;
  if (key === 'key') return parent.computed === true;
  return key !== 'label' && key !== 'imported' && key !== 'exported';
}
