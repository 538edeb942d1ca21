import { type RefObject, useEffect, useRef } from "react";
import type { Taken, Target } from "./moves";

/** From how many pixels on a press is a drag. */
const BEGINS_PX = 5;
const EDGE_PX = 36;
const SCROLL_PX = 14;

interface Ways {
  enabled: boolean;
  /** What is written beside the pointer over a target (null: over none), and whether it may be put down. */
  judge: (taken: Taken, target: Target | null) => { words: string; allowed: boolean };
  drop: (taken: Taken, target: Target) => void;
}

/**
 * Dragging by pointer of what carries `data-take` onto what carries `data-drop-day`, inside `board`.
 *
 * It goes past React: over forty trucks and fourteen days a render for every move of the pointer would be felt.
 * Fingers scroll; on a touch screen the menus do what dragging does.
 */
export function useDrag(board: RefObject<HTMLElement | null>, ways: Ways): void {
  const latest = useRef(ways);
  latest.current = ways;
  useEffect(() => {
    const root = board.current;
    if (!root) return;
    const onDown = (event: PointerEvent) => {
      if (!latest.current.enabled || event.button !== 0 || event.pointerType === "touch") return;
      const handle = event.target instanceof Element && event.target.closest<HTMLElement>("[data-take]");
      if (handle) begin(root, handle, event, latest);
    };
    root.addEventListener("pointerdown", onDown);
    return () => root.removeEventListener("pointerdown", onDown);
  }, [board]);
}

function begin(root: HTMLElement, handle: HTMLElement, press: PointerEvent, ways: RefObject<Ways>): void {
  const taken = takenFrom(handle);
  let drag: Drag | null = null;
  const onMove = (event: PointerEvent) => {
    const far = Math.hypot(event.clientX - press.clientX, event.clientY - press.clientY) >= BEGINS_PX;
    if (!drag && far) drag = new Drag(root, taken, ways);
    drag?.over(event.clientX, event.clientY);
  };
  const end = () => {
    document.removeEventListener("pointermove", onMove);
    document.removeEventListener("pointerup", onUp);
    document.removeEventListener("pointercancel", end);
    document.removeEventListener("keydown", onKey, true);
    drag?.end();
  };
  const onUp = () => {
    const target = drag?.target ?? null;
    // The click that follows belongs to the drag, not to what lies under it.
    if (drag) swallowClick();
    end();
    if (target && ways.current.judge(taken, target).allowed) ways.current.drop(taken, target);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !drag) return;
    event.preventDefault();
    event.stopPropagation();
    end();
  };
  document.addEventListener("pointermove", onMove);
  document.addEventListener("pointerup", onUp);
  document.addEventListener("pointercancel", end);
  document.addEventListener("keydown", onKey, true);
}

/** One drag that is under way: the words beside the pointer, and the target that is lit. */
class Drag {
  target: Target | null = null;
  private lit: HTMLElement | null = null;
  private readonly ghost = document.createElement("div");
  private readonly scroller: HTMLElement | null;
  private frame = 0;
  private at: [number, number] = [0, 0];

  constructor(
    private readonly root: HTMLElement,
    private readonly taken: Taken,
    private readonly ways: RefObject<Ways>,
  ) {
    this.ghost.className = "week-ghost";
    this.ghost.setAttribute("aria-hidden", "true");
    document.body.append(this.ghost);
    root.dataset.dragging = taken.kind;
    this.scroller = root.querySelector(".week-grid");
    this.frame = requestAnimationFrame(this.scroll);
  }

  over(x: number, y: number): void {
    this.at = [x, y];
    this.ghost.style.transform = `translate(${x + 12}px, ${y + 14}px)`;
    const under = document.elementFromPoint(x, y)?.closest<HTMLElement>("[data-drop-day]") ?? null;
    if (under === this.lit && this.ghost.textContent) return;
    this.lit?.removeAttribute("data-over");
    this.lit = under;
    this.target = under ? targetOf(under) : null;
    const { words, allowed } = this.ways.current.judge(this.taken, this.target);
    this.ghost.textContent = words;
    this.ghost.dataset.allowed = String(this.target === null || allowed);
    if (under) under.dataset.over = allowed ? "yes" : "no";
  }

  end(): void {
    cancelAnimationFrame(this.frame);
    this.lit?.removeAttribute("data-over");
    this.ghost.remove();
    delete this.root.dataset.dragging;
  }

  /** Near the grid's edge it scrolls, so that every day and truck can be reached. */
  private readonly scroll = () => {
    this.frame = requestAnimationFrame(this.scroll);
    const box = this.scroller?.getBoundingClientRect();
    if (!box || !this.scroller) return;
    const [x, y] = this.at;
    if (x < box.left || x > box.right || y < box.top || y > box.bottom) return;
    this.scroller.scrollBy(towards(x, box.left, box.right), towards(y, box.top, box.bottom));
  };
}

function towards(at: number, from: number, to: number): number {
  if (at < from + EDGE_PX) return -SCROLL_PX;
  return at > to - EDGE_PX ? SCROLL_PX : 0;
}

function swallowClick(): void {
  const swallow = (event: MouseEvent) => {
    event.stopPropagation();
    event.preventDefault();
  };
  window.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener("click", swallow, { capture: true }), 0);
}

function takenFrom({ dataset }: HTMLElement): Taken {
  return {
    kind: dataset.take === "village" ? "village" : "point",
    code: dataset.takeCode ?? "",
    fromDay: dataset.takeDay ?? "",
    fromVehicle: dataset.takeVehicle || null,
  };
}

function targetOf({ dataset }: HTMLElement): Target {
  return { day: dataset.dropDay ?? "", vehicle: dataset.dropVehicle || null };
}

/** The attributes by which `taken` can be dragged. */
export const takeProps = (taken: Taken) => ({
  "data-take": taken.kind,
  "data-take-code": taken.code,
  "data-take-day": taken.fromDay,
  "data-take-vehicle": taken.fromVehicle ?? undefined,
});
