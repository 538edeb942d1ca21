/** Texts of the planner's board. */
export const id = {
  title: "Minggu",
  rail: "Daftar minggu",
  choose: "Pilih minggu di daftar.",
  toMap: "Kembali ke peta",
  toList: "Semua minggu",
  status: { draft: "draf", published: "terbit", archived: "arsip" },
};

export type BoardTexts = typeof id;
