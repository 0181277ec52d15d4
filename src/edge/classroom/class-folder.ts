import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { FileStore } from '../terminal/index.ts';
import type { ClassStore, LearnerStore } from './class-store.ts';
import type { Credentials } from './people.ts';

const credentials = z.object({
  password: z.string().optional(),
  keys: z.array(z.string()).default([]),
  usedCode: z.string().optional(),
});

/** A class in a folder: one for each learner, with the files that a data folder has. */
export class ClassFolder implements ClassStore {
  private readonly directory: string;
  private readonly engine: string;

  constructor(directory: string, engine: string) {
    this.directory = directory;
    this.engine = engine;
  }

  private folder(name: string): string {
    const folder = join(this.directory, 'learners', name);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  }

  learner(name: string): LearnerStore {
    return new FolderStore(this.folder(name), this.engine);
  }

  async read(name: string): Promise<Credentials> {
    if (name === '') return { keys: [] };
    const text = readIfThere(join(this.folder(name), 'credentials.json'));
    return text === undefined ? { keys: [] } : credentials.parse(JSON.parse(text));
  }

  async write(name: string, value: Credentials): Promise<void> {
    replace(join(this.folder(name), 'credentials.json'), JSON.stringify(value));
  }
}

class FolderStore extends FileStore implements LearnerStore {
  private readonly placeFile: string;

  constructor(directory: string, engine: string) {
    super(directory, engine);
    this.placeFile = join(directory, 'place');
  }

  get place(): string | undefined {
    return readIfThere(this.placeFile);
  }

  setPlace(id: string | undefined): void {
    if (id === undefined) rmSync(this.placeFile, { force: true });
    else replace(this.placeFile, id);
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Old or new text is there after a crash. */
function replace(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
