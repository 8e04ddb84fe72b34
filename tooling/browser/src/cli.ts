// What turbo runs before the tests of a package that needs a browser.
import { ensureBrowser } from './install.ts';

console.log(`browser: ${ensureBrowser()}`);
