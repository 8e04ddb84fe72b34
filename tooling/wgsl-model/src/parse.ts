import type { Expression, Statement } from './syntax.ts';

/**
 * Reads the function `involution` of a program's text.
 *
 * @throws Error where the text has what this part of WGSL has not, such as another function.
 */
export function parseBody(text: string): Statement[] {
  const start = text.indexOf('fn involution(index: i32) {');
  if (start < 0) throw new Error('the text has no function involution(index: i32)');
  if (/^\s*fn /m.test(text.slice(0, start))) throw new Error('the text has more functions than involution');
  const parser = new Parser(tokensOf(text.slice(text.indexOf('{', start))));
  return parser.block();
}

const TOKEN =
  /\s*(?:\/\/[^\n]*\n\s*)*(vec[24]<\w+>|[A-Za-z_]\w*|\d[\w.]*|\+\+|[-+*/%]=|[=!<>]=|&&|\|\||[-+*/%<>=!(){}[\],;.^&|:])/y;

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw new Error(`unknown text '${text.slice(from, from + 20)}'`);
    tokens.push(match[1]!);
  }
  return tokens;
}

/** From what binds least. */
const OPERATORS = [['||'], ['&&'], ['^'], ['&'], ['==', '!='], ['<', '<=', '>', '>='], ['+', '-'], ['*', '/', '%']];

class Parser {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  block(): Statement[] {
    this.#expect('{');
    const statements: Statement[] = [];
    while (!this.#accept('}')) statements.push(this.#statement());
    return statements;
  }

  #statement(): Statement {
    const token = this.#peek();
    if (token === '{') return { kind: 'block', body: this.block() };
    if (token === 'if') return this.#if();
    if (token === 'for') return this.#for();
    if (this.#accept('return')) {
      this.#expect(';');
      return { kind: 'return' };
    }
    if (token === 'let' || token === 'var') {
      const declaration = this.#declaration();
      this.#expect(';');
      return declaration;
    }
    const target = this.#expression();
    if (target.kind === 'call' && this.#accept(';')) return { kind: 'call', call: target };
    const operator = this.#next();
    const value = this.#expression();
    this.#expect(';');
    return { kind: 'assign', target, operator, value };
  }

  #declaration(): Statement & { kind: 'declare' } {
    const isConstant = this.#next() === 'let';
    const name = this.#next();
    this.#expect('=');
    return { kind: 'declare', isConstant, name, value: this.#expression() };
  }

  #if(): Statement {
    this.#expect('if');
    this.#expect('(');
    const condition = this.#expression();
    this.#expect(')');
    const then = this.block();
    return { kind: 'if', condition, then, otherwise: this.#accept('else') ? this.block() : [] };
  }

  #for(): Statement {
    this.#expect('for');
    this.#expect('(');
    const { name, value: from } = this.#declaration();
    this.#expect(';');
    const condition = this.#expression();
    this.#expect(';');
    this.#expect(name);
    const step = this.#step();
    this.#expect(')');
    return { kind: 'for', name, from, condition, step, body: this.block() };
  }

  #step(): Expression {
    if (this.#accept('++')) return { kind: 'number', text: '1' };
    this.#expect('+=');
    return this.#expression();
  }

  #expression(level = 0): Expression {
    const operators = OPERATORS[level];
    if (!operators) return this.#unary();
    let left = this.#expression(level + 1);
    while (operators.includes(this.#peek()))
      left = { kind: 'binary', operator: this.#next(), left, right: this.#expression(level + 1) };
    return left;
  }

  #unary(): Expression {
    if (this.#peek() === '-' || this.#peek() === '!')
      return { kind: 'unary', operator: this.#next(), value: this.#unary() };
    let value = this.#primary();
    while (this.#accept('.')) value = { kind: 'member', of: value, name: this.#next() };
    return value;
  }

  #primary(): Expression {
    if (this.#accept('(')) {
      const inner = this.#expression();
      this.#expect(')');
      return inner;
    }
    const token = this.#next();
    if (/^\d/.test(token)) return { kind: 'number', text: token };
    if (this.#accept('[')) {
      const at = this.#expression();
      this.#expect(']');
      return { kind: 'element', array: token, at };
    }
    if (!this.#accept('(')) return { kind: 'name', name: token };
    const args: Expression[] = [];
    while (!this.#accept(')')) {
      args.push(this.#expression());
      this.#accept(',');
    }
    return { kind: 'call', name: token, args };
  }

  #peek(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new Error('the text ends too early');
    return token;
  }

  #next(): string {
    const token = this.#peek();
    this.#at++;
    return token;
  }

  #accept(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at++;
    return true;
  }

  #expect(token: string): void {
    const found = this.#next();
    if (found !== token) throw new Error(`found '${found}' where '${token}' was expected`);
  }
}
