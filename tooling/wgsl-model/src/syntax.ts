// The part of WGSL that @involution/wgsl writes.

export type Expression =
  | { kind: 'number'; text: string }
  | { kind: 'name'; name: string }
  | { kind: 'member'; of: Expression; name: string }
  | { kind: 'element'; array: string; at: Expression }
  | { kind: 'call'; name: string; args: Expression[] }
  | { kind: 'unary'; operator: string; value: Expression }
  | { kind: 'binary'; operator: string; left: Expression; right: Expression };

export type Statement =
  | { kind: 'declare'; isConstant: boolean; name: string; value: Expression }
  | { kind: 'assign'; target: Expression; operator: string; value: Expression }
  | { kind: 'if'; condition: Expression; then: Statement[]; otherwise: Statement[] }
  | { kind: 'for'; name: string; from: Expression; condition: Expression; step: Expression; body: Statement[] }
  | { kind: 'block'; body: Statement[] }
  | { kind: 'call'; call: Expression }
  | { kind: 'return' };
