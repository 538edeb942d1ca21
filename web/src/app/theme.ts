import { createTheme, type MantineColorsTuple } from "@mantine/core";

const laut: MantineColorsTuple = [
  "#eef4f9",
  "#dbe7f0",
  "#b4cde1",
  "#89b1d2",
  "#6499c5",
  "#4b8abd",
  "#3a7fb7",
  "#2b6ca1",
  "#1f5f91",
  "#17324d",
];

/** Fonts of the device: nothing is fetched from elsewhere, and old phones need not wait for it. */
export const theme = createTheme({
  primaryColor: "laut",
  primaryShade: 8,
  colors: { laut },
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif",
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
});
