import { parseBody } from './parse.ts';
import type { Expression, Statement } from './syntax.ts';
import type { ModelledProgram } from './trace.ts';

/** What an expression at work and the invocation's index need beside the variables. */
const TEMPORARIES = 8;

/**
 * Registers of 32 bits that an invocation needs: the most that variables of the text take at one place, from where each
 * is declared to its last use, which is the end of a loop for what the loop takes from outside. Uniforms take none. A
 * compiler may want more, to load ahead, or less, by computing addresses anew.
 */
export function registersOf({ body, operands }: ModelledProgram): number {
  const vectors = new Set(operands.filter(({ components }) => components === 4).map(({ name }) => name));
  const variables: Variable[] = [];
  let clock = 0;

  const walk = (statements: readonly Statement[], outer: Scope) => {
    const scope: Scope = new Map(outer);
    for (const statement of statements) visit(statement, scope);
  };
  const use = (expression: Expression, scope: Scope) => {
    for (const name of namesIn(expression)) {
      const variable = scope.get(name);
      if (variable) variable.last = clock;
    }
  };
  const declare = (name: string, value: Expression, scope: Scope) => {
    const variable: Variable = { first: clock, last: clock, width: isVector(value, scope, vectors) ? 4 : 1 };
    variables.push(variable);
    scope.set(name, variable);
  };
  const visit = (statement: Statement, scope: Scope) => {
    clock++;
    switch (statement.kind) {
      case 'declare':
        use(statement.value, scope);
        declare(statement.name, statement.value, scope);
        break;
      case 'assign':
        use(statement.target, scope);
        use(statement.value, scope);
        break;
      case 'if':
        use(statement.condition, scope);
        walk(statement.then, scope);
        walk(statement.otherwise, scope);
        break;
      case 'for': {
        const inner: Scope = new Map(scope);
        declare(statement.name, statement.from, inner);
        const start = clock;
        walk(statement.body, inner);
        clock++;
        use(statement.condition, inner);
        use({ kind: 'name', name: statement.name }, inner);
        for (const variable of inner.values()) if (variable.last >= start) variable.last = clock;
        break;
      }
      case 'block':
        walk(statement.body, scope);
        break;
      case 'call':
        use(statement.call, scope);
        break;
      case 'return':
        break;
    }
  };
  walk(parseBody(body), new Map());

  let most = 0;
  for (let now = 1; now <= clock; now++) {
    const live = variables.filter(({ first, last }) => first <= now && now < last);
    most = Math.max(
      most,
      live.reduce((sum, { width }) => sum + width, 0),
    );
  }
  return most + TEMPORARIES;
}

interface Variable {
  readonly first: number;
  last: number;
  readonly width: 1 | 4;
}

type Scope = Map<string, Variable>;

function namesIn(expression: Expression): string[] {
  switch (expression.kind) {
    case 'number':
      return [];
    case 'name':
      return [expression.name];
    case 'member':
      return namesIn(expression.of);
    case 'element':
      return namesIn(expression.at);
    case 'call':
      return expression.args.flatMap(namesIn);
    case 'unary':
      return namesIn(expression.value);
    case 'binary':
      return [...namesIn(expression.left), ...namesIn(expression.right)];
  }
}

/** Whether a value has four numbers. */
function isVector(expression: Expression, scope: Scope, vectors: ReadonlySet<string>): boolean {
  const any = (...parts: Expression[]) => parts.some((part) => isVector(part, scope, vectors));
  switch (expression.kind) {
    case 'number':
    case 'member':
      return false;
    case 'name':
      return scope.get(expression.name)?.width === 4;
    case 'element':
      return vectors.has(expression.array);
    case 'call':
      if (expression.name === 'dot') return false;
      return expression.name.startsWith('vec4') || any(...expression.args);
    case 'unary':
      return any(expression.value);
    case 'binary':
      return any(expression.left, expression.right);
  }
}
