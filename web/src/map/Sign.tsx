import { MARK_WIDTH, type Shape } from "./shapes";

/** A sign as the map draws it; the word beside it says the same, so it is hidden from screen readers. */
export function Sign({ shape, size = 16, turn = 0 }: { shape: Shape; size?: number; turn?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
      style={{ flex: "none", transform: turn ? `rotate(${turn}deg)` : undefined }}
    >
      <path
        d={shape.path}
        fill={shape.fill ?? "none"}
        stroke={shape.stroke === "#ffffff" ? "none" : shape.stroke}
        strokeWidth={shape.strokeWidth}
        strokeDasharray={shape.dash?.join(" ")}
        strokeLinejoin="round"
        strokeLinecap={shape.fill ? "butt" : "round"}
      />
      {shape.mark && <path d={shape.mark} stroke="#ffffff" strokeWidth={MARK_WIDTH} strokeLinecap="round" />}
    </svg>
  );
}
