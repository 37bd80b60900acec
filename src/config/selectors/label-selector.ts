import { tokenizeLabelSelector, type Token } from "./label-selector-tokens.ts";
import { isLabelKey, isLabelValue } from "./label-syntax.ts";
import { SelectorSyntaxError } from "./selector-syntax-error.ts";

/** A parsed label selector. */
export interface LabelSelector {
  /** As written. */
  readonly text: string;
  matches(labels: Readonly<Record<string, string>>): boolean;
}

/** One condition of a selector: all have to hold. */
type Requirement = (labels: ReadonlyMap<string, string>) => boolean;

/**
 * Parses a label selector in full Kubernetes syntax: `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b)`, `a`, `!a`, `a>1`,
 * `a<1`, joined by commas; "" matches everything. Throws SelectorSyntaxError, which says what is wrong and where.
 */
export function parseLabelSelector(text: string): LabelSelector {
  const requirements = new LabelSelectorParser(text).parse();
  return Object.freeze({
    text,
    matches(labels: Readonly<Record<string, string>>) {
      const known = new Map(Object.entries(labels));
      return requirements.every((requirement) => requirement(known));
    },
  });
}

/** Recursive descent over the tokens, as the API server's own parser goes. */
class LabelSelectorParser {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(text: string) {
    this.#tokens = tokenizeLabelSelector(text);
  }

  parse(): Requirement[] {
    const requirements: Requirement[] = [];
    if (this.#peek().kind === "end") return requirements;
    do requirements.push(this.#requirement());
    while (this.#takes(","));
    if (this.#peek().kind !== "end") throw this.#unexpected('"," or the end');
    return requirements;
  }

  #requirement(): Requirement {
    if (this.#takes("!")) {
      const key = this.#key();
      return (labels) => !labels.has(key);
    }
    const key = this.#key();
    const operator = this.#peek();
    if (operator.kind === "end" || operator.text === ",") return (labels) => labels.has(key);
    this.#next += 1;
    return this.#comparison(key, operator);
  }

  #comparison(key: string, operator: Token): Requirement {
    switch (operator.text) {
      case "=":
      case "==":
        return isIn(key, [this.#value()]);
      case "!=":
        return isNotIn(key, [this.#value()]);
      case "in":
        return isIn(key, this.#values());
      case "notin":
        return isNotIn(key, this.#values());
      case "<":
      case ">":
        return this.#bound(key, operator.text);
      default:
        this.#next -= 1;
        throw this.#unexpected('one of "=", "==", "!=", "in", "notin", "<", ">"');
    }
  }

  #bound(key: string, operator: "<" | ">"): Requirement {
    const token = this.#peek();
    if (!/^-?\d{1,18}$/.test(token.text)) throw this.#unexpected("an integer");
    this.#next += 1;
    const bound = BigInt(token.text);
    return (labels) => {
      const value = labels.get(key) ?? "";
      if (!/^[+-]?\d{1,18}$/.test(value)) return false;
      return operator === "<" ? BigInt(value) < bound : BigInt(value) > bound;
    };
  }

  #values(): string[] {
    if (!this.#takes("(")) throw this.#unexpected('"("');
    if (this.#peek().text === ")") throw this.#unexpected("a value");
    const values: string[] = [];
    do values.push(this.#value());
    while (this.#takes(","));
    if (!this.#takes(")")) throw this.#unexpected('"," or ")"');
    return values;
  }

  /** A value may be empty: then what follows belongs to someone else. */
  #value(): string {
    const token = this.#peek();
    if (token.kind === "end" || token.text === "," || token.text === ")") return "";
    if (token.kind !== "word" || !isLabelValue(token.text)) throw this.#unexpected("a label's value");
    this.#next += 1;
    return token.text;
  }

  #key(): string {
    const token = this.#peek();
    const isKeyword = token.text === "in" || token.text === "notin";
    if (token.kind !== "word" || isKeyword || !isLabelKey(token.text)) throw this.#unexpected("a label's key");
    this.#next += 1;
    return token.text;
  }

  #takes(operator: string): boolean {
    const token = this.#peek();
    if (token.kind !== "operator" || token.text !== operator) return false;
    this.#next += 1;
    return true;
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { kind: "end", text: "", offset: 0 };
  }

  #unexpected(expected: string): SelectorSyntaxError {
    const { kind, text, offset } = this.#peek();
    return new SelectorSyntaxError(`expected ${expected}, found ${kind === "end" ? "the end" : `"${text}"`}`, offset);
  }
}

function isIn(key: string, values: readonly string[]): Requirement {
  return (labels) => values.includes(labels.get(key) ?? "") && labels.has(key);
}

/** A label that is not there is not among the values either. */
function isNotIn(key: string, values: readonly string[]): Requirement {
  return (labels) => !labels.has(key) || !values.includes(labels.get(key) ?? "");
}
