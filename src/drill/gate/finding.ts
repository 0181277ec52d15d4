/** What one check of the gate found. */
export interface Finding {
  /** Short name of the check, for a table. */
  check: string;
  ok: boolean;
  /** What was seen; for a failure also what to do. */
  text: string;
}

export function passed(check: string, text: string): Finding {
  return { check, ok: true, text };
}

export function failed(check: string, text: string): Finding {
  return { check, ok: false, text };
}
