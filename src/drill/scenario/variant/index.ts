export { variantOf, variantTexts } from './variant.ts';
