import { UsageError } from "./command.ts";

/** A kind of inputs, and the flags that it has for itself or shares with some others. */
export interface FlagOwner {
  /** What they are in messages; without it, they are what a task takes without a flag. */
  readonly inputs?: string;
  /** What they are where a flag is refused, by default `inputs`: may say why. */
  readonly refusing?: string;
  readonly flags: readonly string[];
}

/**
 * Refuses flags that have no effect, as they belong to other inputs: those of all owners, but for the
 * owner's own. Flags that belong to none are for all inputs.
 *
 * @param flags The values; those that were not given are undefined.
 * @throws {UsageError} For the first such flag.
 */
export function refuseOthersFlags(
  flags: Readonly<Record<string, unknown>>,
  owners: readonly FlagOwner[],
  { inputs, refusing = inputs, flags: own }: FlagOwner,
): void {
  for (const [flag, value] of Object.entries(flags)) {
    if (value === undefined || own.includes(flag)) continue;
    const others = owners.filter((owner) => owner.flags.includes(flag));
    if (others.length === 0) continue;
    const needed = [...new Set(others.flatMap((owner) => owner.inputs ?? []))].join(" or ");
    throw new UsageError(
      refusing === undefined
        ? `--${flag} needs ${needed}`
        : `--${flag} does not go with ${refusing}` + (needed === "" ? "" : `: it is for ${needed}`),
    );
  }
}
