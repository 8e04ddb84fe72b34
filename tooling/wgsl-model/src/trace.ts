// Runs a program's own text, one invocation after the other, for the addresses alone.
import { parseBody } from './parse.ts';
import type { Expression, Statement } from './syntax.ts';

/** What of an `InvolutionProgram` the model reads. */
export interface ModelledProgram {
  readonly body: string;
  readonly elementType: string;
  readonly operands: readonly { readonly name: string; readonly components: number }[];
  readonly outputComponents: number;
  readonly uniforms: readonly { readonly name: string; readonly value: number }[];
  readonly workgroupSize: number;
  readonly dispatch: readonly number[];
}

/** A place in the text that reads or writes an array in memory. */
export interface Site {
  readonly array: string;
  readonly isStore: boolean;
  /** Bytes of an element. */
  readonly bytes: number;
}

/** What one invocation reads and writes. */
export interface Tracer {
  readonly sites: readonly Site[];
  /**
   * Runs an invocation.
   *
   * @param visit Is told of each access in order: its site, the trip through the loops around it, and the element.
   */
  run(index: number, visit: (site: number, trip: number, element: number) => void): void;
}

/** Trips of one loop, at most, so that those of nested loops are told apart by one number. */
const MAX_TRIPS = 4096;

/**
 * Makes a function of JavaScript out of a program's text. Numbers in memory do not decide where a program reads, so that
 * all of them are 0.
 *
 * @throws Error where the text is none that the model knows.
 */
export function traceOf(program: ModelledProgram): Tracer {
  const { operands, outputComponents, elementType, uniforms } = program;
  if (elementType === 'u32') throw new Error('words of two numbers are more than the model knows');
  const bytesOfOne = elementType === 'f16' ? 2 : 4;
  const components = new Map([...operands.map((each) => [each.name, each.components] as const)]);
  components.set('result', outputComponents);
  const sites: Site[] = [];
  const siteOf = (array: string, isStore: boolean): number | undefined => {
    const count = components.get(array);
    if (count === undefined) return undefined; // It lies in the workgroup's memory.
    return sites.push({ array, isStore, bytes: count * bytesOfOne }) - 1;
  };
  const code = blockCode(parseBody(program.body), 'trip0', 0, siteOf);
  const make = new Function(
    'uniforms',
    'select',
    'clamp',
    'zero',
    `return (index, visit) => { const trip0 = 0; ${code} };`,
  );
  const select = (a: number, b: number, condition: boolean) => (condition ? b : a);
  const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);
  const values = Object.fromEntries(uniforms.map(({ name, value }) => [name, value]));
  return { sites, run: make(values, select, clamp, () => 0) as Tracer['run'] };
}

type SiteOf = (array: string, isStore: boolean) => number | undefined;

function blockCode(statements: readonly Statement[], trip: string, depth: number, siteOf: SiteOf): string {
  return statements.map((statement) => statementCode(statement, trip, depth, siteOf)).join('\n');
}

function statementCode(statement: Statement, trip: string, depth: number, siteOf: SiteOf): string {
  const code = (expression: Expression) => expressionCode(expression, trip, siteOf);
  const block = (statements: readonly Statement[]) => `{ ${blockCode(statements, trip, depth, siteOf)} }`;
  switch (statement.kind) {
    case 'declare':
      return `${statement.isConstant ? 'const' : 'let'} ${statement.name} = ${code(statement.value)};`;
    case 'assign':
      return assignmentCode(statement, trip, siteOf);
    case 'if':
      return `if (${code(statement.condition)}) ${block(statement.then)} else ${block(statement.otherwise)}`;
    case 'for': {
      const { name, from, condition, step, body } = statement;
      const inner = `trip${depth + 1}`;
      const counter = `count${depth + 1}`;
      return `for (let ${name} = ${code(from)}, ${counter} = 0; ${code(condition)}; ${name} += ${code(step)}, ${counter}++) {
        if (${counter} >= ${MAX_TRIPS}) throw new Error('a loop has more trips than the model tells apart');
        const ${inner} = ${trip} * ${MAX_TRIPS} + ${counter};
        ${blockCode(body, inner, depth + 1, siteOf)}
      }`;
    }
    case 'block':
      return block(statement.body);
    case 'call':
      return `${code(statement.call)};`;
    case 'return':
      return 'return;';
  }
}

function assignmentCode(
  { target, operator, value }: Statement & { kind: 'assign' },
  trip: string,
  siteOf: SiteOf,
): string {
  const right = expressionCode(value, trip, siteOf);
  if (target.kind === 'element') {
    const site = siteOf(target.array, true);
    const at = expressionCode(target.at, trip, siteOf);
    return site === undefined ? `${at}; ${right};` : `visit(${site}, ${trip}, ${at}); ${right};`;
  }
  const left = expressionCode(target, trip, siteOf);
  return operator === '/=' ? `${left} = Math.trunc(${left} / (${right}));` : `${left} ${operator} ${right};`;
}

/** The functions that only compute with numbers from memory, and those of integers. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  select: 'select',
  clamp: 'clamp',
  min: 'Math.min',
  max: 'Math.max',
  i32: '',
  dot: 'zero',
  f32: 'zero',
  'vec4<f32>': 'zero',
  workgroupBarrier: 'zero',
};

function expressionCode(expression: Expression, trip: string, siteOf: SiteOf): string {
  const code = (each: Expression) => expressionCode(each, trip, siteOf);
  switch (expression.kind) {
    case 'number':
      return expression.text.replace(/[fhiu]$/, '');
    case 'name':
      return expression.name;
    case 'member':
      return expression.of.kind === 'name' && expression.of.name === 'uniforms'
        ? `uniforms.${expression.name}`
        : `zero(${code(expression.of)})`;
    case 'element': {
      const site = siteOf(expression.array, false);
      const at = code(expression.at);
      return site === undefined ? `zero(${at})` : `zero(visit(${site}, ${trip}, ${at}))`;
    }
    case 'call': {
      const name = FUNCTIONS[expression.name];
      if (name === undefined) throw new Error(`the model does not know the function '${expression.name}'`);
      return `${name}(${expression.args.map(code).join(', ')})`;
    }
    case 'unary':
      return `${expression.operator}(${code(expression.value)})`;
    case 'binary': {
      const both = `(${code(expression.left)} ${expression.operator} ${code(expression.right)})`;
      return expression.operator === '/' ? `Math.trunc${both}` : both;
    }
  }
}
