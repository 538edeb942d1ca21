import { type RefObject, useEffect, useRef } from "react";

/** Gives the focus to what takes the place of a pressed button, so that the keyboard goes on from there. */
export function useFocusOnMount<T extends HTMLElement>(): RefObject<T | null> {
  const ref = useRef<T>(null);
  useEffect(() => ref.current?.focus(), []);
  return ref;
}
