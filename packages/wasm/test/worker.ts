import { sumOfFour } from './page.ts';

postMessage(sumOfFour());
