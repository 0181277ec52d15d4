export { cut, fit, hardWrap, widthOf, wordWrap } from '../../lib/index.ts';
export { visible } from '../trainer/index.ts';
