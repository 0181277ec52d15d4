const limit = 20_000;

/** A function of one text with its answers remembered. */
export function remembered(answer) {
  const answers = new Map();
  return (text) => {
    let known = answers.get(text);
    if (known === undefined) {
      known = answer(text);
      if (answers.size >= limit) answers.clear();
      answers.set(text, known);
    }
    return known;
  };
}
