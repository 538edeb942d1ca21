import {
  createContext,
  type Dispatch,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useReducer,
} from "react";
import { nextTool, type Step, type Tool } from "./tool";

interface ToolState {
  tool: Tool | null;
  step: Dispatch<Step>;
}

const Context = createContext<ToolState | null>(null);

/** Holds what is being drawn, for the map and the panel beside it, and listens to its keys. */
export function ToolProvider({ children }: { children: ReactNode }) {
  const [tool, step] = useReducer(nextTool, null);
  const busy = tool !== null;
  useEffect(() => {
    if (!busy) return;
    const onKey = (event: KeyboardEvent) => {
      const meant = stepOf(event);
      if (!meant) return;
      // Escape would otherwise also close what is selected, and Enter press what has the focus.
      event.preventDefault();
      event.stopPropagation();
      step(meant);
    };
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, [busy]);
  const state = useMemo(() => ({ tool, step }), [tool]);
  return <Context.Provider value={state}>{children}</Context.Provider>;
}

export function useTool(): ToolState {
  const state = useContext(Context);
  if (!state) throw new Error("useTool is called outside ToolProvider");
  return state;
}

function stepOf(event: KeyboardEvent): Step | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return null;
  if (isInDialog(event.target)) return null;
  if (event.key === "Escape") return { do: "end" };
  if (isForControl(event.target)) return null;
  if (event.key === "Enter") return { do: "close" };
  return event.key === "Backspace" || event.key === "Delete" ? { do: "undo" } : null;
}

function isInDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("[role=dialog]") !== null;
}

/** Fields want to be typed in and buttons to be pressed. */
function isForControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select, button, a, summary") !== null;
}
