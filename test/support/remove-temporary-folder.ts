export { tearDown as default } from './own-temporary-folder';
