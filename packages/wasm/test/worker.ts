import { sumOfFour } from './page.testing.ts';

postMessage(sumOfFour());
