/** One piece of a label selector's text. */
export interface Token {
  readonly kind: "word" | "operator" | "end";
  /** As written; "" for the end. */
  readonly text: string;
  /** From 0. */
  readonly offset: number;
}

const tokenPattern = /\s+|==|!=|[=!(),<>]|[^\s=!(),<>]+/g;

/** Cuts a label selector into words (keys, values, `in`, `notin`) and operators; the last token is the end. */
export function tokenizeLabelSelector(text: string): Token[] {
  const tokens: Token[] = [];
  for (const { 0: piece, index } of text.matchAll(tokenPattern)) {
    if (piece.trim() === "") continue;
    tokens.push({ kind: /^[=!(),<>]/.test(piece) ? "operator" : "word", text: piece, offset: index });
  }
  return [...tokens, { kind: "end", text: "", offset: text.length }];
}
