// The LaTeX that the paper's equations repeat.

/** A vector or a matrix is bold: a letter without the index of an entry. Losses are single numbers. */
function symbol(name: string): string {
  return /^[azbwW](\^|$)/.test(name) ? name.replace(/^./, (letter) => `\\mathbf{${letter}}`) : name;
}

/** ∂f/∂x, such as `by("L", "W^l")`. */
export function by(f: string, x: string): string {
  return `\\frac{\\partial ${symbol(f)}}{\\partial ${symbol(x)}}`;
}

/** The Jacobi matrix J_f(x). */
export function jacobianBy(f: string, x: string): string {
  return `\\mathbf{J}_{${symbol(f)}}(${symbol(x)})`;
}

/** A row [first … last]. */
export function row(first: string, last: string): string {
  return bracketed(`${first} & \\dots & ${last}`);
}

/** A column from the first to the last. */
export function column(first: string, last: string): string {
  return bracketed(first, "\\vdots", last);
}

/** A matrix by its four corners, row by row, dots between. */
export function corners(a: string, b: string, c: string, d: string): string {
  return bracketed(`${a} & \\dots & ${b}`, "\\vdots & \\ddots & \\vdots", `${c} & \\dots & ${d}`);
}

/** The Jacobi matrix written out: each of f, from its first entry to its last, by each of x. */
export function derivatives(f: readonly [string, string], x: readonly [string, string]): string {
  return corners(by(f[0], x[0]), by(f[0], x[1]), by(f[1], x[0]), by(f[1], x[1]));
}

/** A diagonal matrix from its first entry to its last. */
export function diagonalMatrix(first: string, last: string): string {
  return bracketed(`${first} & & 0`, "& \\ddots &", `0 & & ${last}`);
}

function bracketed(...rows: readonly string[]): string {
  return `\\begin{bmatrix} ${rows.join(" \\\\ ")} \\end{bmatrix}`;
}
