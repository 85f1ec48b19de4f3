// The LaTeX that the paper's equations repeat.

/** Bold for a vector or a matrix: a letter, other than that of a loss, without the index of an entry. */
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

/** A matrix by its four corners, row by row, with dots between them. */
export function corners(a: string, b: string, c: string, d: string): string {
  return bracketed(`${a} & \\dots & ${b}`, "\\vdots & \\ddots & \\vdots", `${c} & \\dots & ${d}`);
}

/** The Jacobi matrix of f by x written out, both given by their first and last entries. */
export function derivatives(f: readonly [string, string], x: readonly [string, string]): string {
  return corners(by(f[0], x[0]), by(f[0], x[1]), by(f[1], x[0]), by(f[1], x[1]));
}

/** A diagonal matrix from its first entry to its last. */
export function diagonalMatrix(first: string, last: string): string {
  return bracketed(`${first} & & 0`, "& \\ddots &", `0 & & ${last}`);
}

/** (29), (89): aᵢ (1 − aᵢ) on the diagonal, −aᵢ aⱼ elsewhere, of a layer's outputs. */
export function softmaxJacobianLatex(layer: "l" | "L"): string {
  const first = `a_1^${layer}`, last = `a_{n^${layer}}^${layer}`;
  const slope = (a: string) => `${a} (1 - ${a})`;
  return corners(slope(first), `-${first} ${last}`, `-${last} ${first}`, slope(last));
}

function bracketed(...rows: readonly string[]): string {
  return `\\begin{bmatrix} ${rows.join(" \\\\ ")} \\end{bmatrix}`;
}
