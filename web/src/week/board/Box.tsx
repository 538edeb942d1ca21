import type { ComponentProps, Ref } from "react";

type Role = "grid" | "rowgroup" | "row" | "rowheader" | "columnheader" | "gridcell";
type Props = ComponentProps<"div"> & {
  role: Role;
  box?: Ref<HTMLDivElement>;
  [data: `data-${string}`]: unknown;
};

/**
 * A part of the grid, by its role. A table's own elements cannot leave out the rows that are out of sight,
 * nor stick at all four sides.
 */
export function Box({ role, box, tabIndex = -1, ...props }: Props) {
  return <div ref={box} role={role} tabIndex={role === "rowgroup" ? undefined : tabIndex} {...props} />;
}
