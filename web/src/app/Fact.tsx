import type { ReactNode } from "react";

/** One name with its value in a list of facts. */
export function Fact({
  name,
  hint,
  children,
}: {
  name: string;
  hint?: string | undefined;
  children: ReactNode;
}) {
  return (
    <div className="fact" title={hint}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
