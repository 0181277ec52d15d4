export async function openSshFigures(
  _folder: string,
  _count: number,
  _pair: { public: string; private: string },
): Promise<string> {
  return 'not yet';
}
