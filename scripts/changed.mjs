/**
 * Exactly one place of a module's source, changed. Throws where the module looks otherwise: then the change has to be looked at again.
 *
 * @param source the module
 * @param place what stands there
 * @param to what is to stand there
 */
export function changed(source, place, to) {
  if (source.split(place).length !== 2) throw new Error(`this module has no single '${place}'`);
  return source.replace(place, () => to);
}
