import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import {
  type AdminTab,
  formatView,
  type MapPlace,
  parseView,
  type ReachView,
  type Selection,
  type Spot,
  sameSelection,
  type View,
} from "./view";

interface ViewState {
  view: View;
  follow: boolean;
  select: (selection: Selection | null) => void;
  setDay: (day: string | null) => void;
  setFollow: (follow: boolean) => void;
  /** Open a tab of the administration; null goes back to the map. */
  openAdmin: (tab: AdminTab | null) => void;
  /** Open a list of the records, or one of it ("points/12"); null goes back to the map. */
  openData: (place: string | null) => void;
  /** Open the weeks, or one of them; null goes back to the map. */
  openWeek: (place: string | null) => void;
  /** Mark a place on the map, which comes to the front; null takes the mark away. */
  showSpot: (spot: Spot | null) => void;
  /** Show the selected truck's day along the roads. */
  setMatched: (matched: boolean) => void;
  setReach: (reach: ReachView | null) => void;
  setReplan: (planId: number | null) => void;
  /** Write the map's place into the address without rendering anything. */
  rememberPlace: (place: MapPlace) => void;
}

const Context = createContext<ViewState | null>(null);

export function ViewProvider({ children }: { children: ReactNode }) {
  const [view, setView] = useState<View>(() => parseView(window.location.search));
  const [follow, setFollow] = useState(false);
  const place = useRef(view.place);

  useEffect(() => {
    const back = () => setView(parseView(window.location.search));
    window.addEventListener("popstate", back);
    return () => window.removeEventListener("popstate", back);
  }, []);

  const change = useCallback((changes: Partial<View>) => {
    setView((before) => {
      const after = { ...before, ...changes, place: place.current };
      const address = window.location.pathname + formatView(after);
      if (address !== window.location.pathname + window.location.search) {
        window.history.pushState(null, "", address);
      }
      return after;
    });
  }, []);

  // Kept the same over renders: what a job has made is shown once, not again with every other change.
  const setReplan = useCallback((replan: number | null) => change({ replan }), [change]);

  const state = useMemo<ViewState>(
    () => ({
      view,
      follow: follow && view.selection?.kind === "truck",
      select: (selection) => {
        if (!sameSelection(selection, view.selection)) setFollow(false);
        change({ selection });
      },
      setDay: (day) => change({ day }),
      setFollow,
      openAdmin: (admin) => change({ admin, data: null, week: null }),
      openData: (data) => change({ data, admin: null, week: null }),
      openWeek: (week) => change({ week, admin: null, data: null }),
      showSpot: (spot) => {
        setFollow(false);
        change(spot ? { spot, admin: null, data: null, week: null, selection: null } : { spot });
      },
      setMatched: (matched) => change({ matched }),
      setReach: (reach) => change({ reach }),
      setReplan,
      rememberPlace: (newPlace) => {
        place.current = newPlace;
        const address = formatView({ ...parseView(window.location.search), place: newPlace });
        window.history.replaceState(null, "", window.location.pathname + address);
      },
    }),
    [view, follow, change, setReplan],
  );
  return <Context.Provider value={state}>{children}</Context.Provider>;
}

export function useView(): ViewState {
  const state = useContext(Context);
  if (!state) throw new Error("useView is called outside ViewProvider");
  return state;
}
