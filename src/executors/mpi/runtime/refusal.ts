/** The error of an executor that cannot work here, and what to do. */
export function refusal(why: string): RangeError {
  return new RangeError(`The mpi executor cannot be used: ${why}`);
}
