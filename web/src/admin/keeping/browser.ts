/** A browser's own account of itself, shortened to what a person recognises. */

const BROWSERS: readonly [RegExp, string][] = [
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/Firefox\//, "Firefox"],
  [/Chrome\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const SYSTEMS: readonly [RegExp, string][] = [
  [/Android/, "Android"],
  [/iPhone|iPad/, "iOS"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];
const SHORT = 40;

/** "Chrome, Windows"; what is no known browser stands as it named itself, cut short. */
export function browserOf(program: string): string {
  const known = [BROWSERS, SYSTEMS].map((names) => names.find(([says]) => says.test(program))?.[1]);
  const words = known.filter(Boolean).join(", ");
  return words || (program.length > SHORT ? `${program.slice(0, SHORT)}…` : program);
}
