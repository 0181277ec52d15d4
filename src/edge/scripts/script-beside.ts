import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The path of a script that lies beside a module: TypeScript in a checkout, JavaScript in the package. The bundle may have put the module
 * beside its scripts or into a folder below them.
 *
 * @param module the module's `import.meta.url`
 * @param name the script's, without a suffix
 * @throws where it is not there
 */
export function scriptBeside(module: string, name: string): string {
  const candidates = [`./${name}.ts`, `./${name}.js`, `../${name}.js`];
  const found = candidates.map((path) => fileURLToPath(new URL(path, module))).find(existsSync);
  if (found === undefined) throw new Error(`the script ${name} is missing; install the package again`);
  return found;
}
