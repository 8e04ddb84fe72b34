import type { Languages } from '../site/language.ts';

interface Messages {
  readonly example: string;
  readonly numbered: (name: string, number: number) => string;
  readonly notInPage: string;
  readonly editor: string;
  readonly run: string;
  readonly stop: string;
  readonly copyLink: string;
  readonly linkCopied: string;
  readonly linkInAddress: string;
  readonly badLink: string;
  readonly loads: (megabytes: number) => string;
  readonly missing: (names: string) => string;
  readonly noWebGpu: string;
  readonly output: string;
  readonly nothingYet: string;
  readonly running: string;
  readonly stopped: string;
  readonly finished: (met: number, all: number) => string;
  readonly finishedWithoutChecks: string;
  readonly failed: string;
  readonly asPromised: string;
  readonly notAsPromised: (promised: string) => string;
  readonly neverLogged: (line: number, promised: string) => string;
}

const one = (value: number) => value.toFixed(value < 10 ? 1 : 0);

export const messages: Languages<Messages> = {
  en: {
    example: 'Example',
    numbered: (name, number) => `${name}, example ${number}`,
    notInPage: 'not in a page',
    editor: 'Program, in TypeScript',
    run: 'Run',
    stop: 'Stop',
    copyLink: 'Copy a link to this program',
    linkCopied: 'The link is on your clipboard.',
    linkInAddress: 'The link is this page’s address now.',
    badLink: 'The address holds a program that is not whole: was the link cut off?',
    loads: (megabytes) => `Loads up to ${one(megabytes)} MB when it runs.`,
    missing: (names) => `This program can’t run in a page, for it imports ${names}. Run it in Node.`,
    noWebGpu: 'This program needs WebGPU, which this browser does not offer.',
    output: 'Output',
    nothingYet: 'What the program logs appears here.',
    running: 'Running …',
    stopped: 'Stopped.',
    finished: (met, all) => `Finished: ${met} of ${all} lines are as the comments say.`,
    finishedWithoutChecks: 'Finished. The program has no “// →” comment, so nothing was checked.',
    failed: 'Ended by an error.',
    asPromised: 'as the comment says',
    notAsPromised: (promised) => `the comment says: ${promised}`,
    neverLogged: (line, promised) => `never logged, though line ${line} says: ${promised}`,
  },
  zh: {
    example: '示例',
    numbered: (name, number) => `${name},示例 ${number}`,
    notInPage: '无法在页面中运行',
    editor: 'TypeScript 程序',
    run: '运行',
    stop: '停止',
    copyLink: '复制此程序的链接',
    linkCopied: '链接已复制到剪贴板。',
    linkInAddress: '链接即本页现在的地址。',
    badLink: '地址中的程序不完整:链接是否被截断?',
    loads: (megabytes) => `运行时最多加载 ${one(megabytes)} MB。`,
    missing: (names) => `此程序导入了 ${names},无法在页面中运行,请在 Node 中运行。`,
    noWebGpu: '此程序需要 WebGPU,而此浏览器不支持。',
    output: '输出',
    nothingYet: '程序的输出会显示在这里。',
    running: '运行中…',
    stopped: '已停止。',
    finished: (met, all) => `运行结束:${all} 行中有 ${met} 行与注释一致。`,
    finishedWithoutChecks: '运行结束。程序中没有 “// →” 注释,因此未作检查。',
    failed: '因错误而终止。',
    asPromised: '与注释一致',
    notAsPromised: (promised) => `注释为:${promised}`,
    neverLogged: (line, promised) => `未输出,而第 ${line} 行注释为:${promised}`,
  },
};
