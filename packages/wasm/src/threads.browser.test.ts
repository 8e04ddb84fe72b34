// In a page, whose main thread can't sleep, and whose workers are the web's.
import './threads.test.ts';
