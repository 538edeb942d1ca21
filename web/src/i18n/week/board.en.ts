import type { BoardTexts } from "./board.id";

export const en: BoardTexts = {
  title: "Week",
  rail: "List of weeks",
  choose: "Choose a week from the list.",
  toMap: "Back to the map",
  toList: "All weeks",
  status: { draft: "draft", published: "published", archived: "archived" },
};
