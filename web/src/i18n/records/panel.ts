/** The one word that stands on the map's panels; the other texts of the records come with their screens. */
export const EDIT = { id: "Ubah", en: "Edit" } as const;
