/** What a driver reads in WhatsApp: always Bahasa Indonesia, whatever language the console speaks. */
export const driver = {
  title: (plate: string) => `*Rute ${plate}*`,
  newTitle: (plate: string) => `*RUTE BARU ${plate}*`,
  asOf: (day: string, time: string) => `${day}, disusun pukul ${time}`,
  left: (stops: number, trips: number) => `Sisa ${stops} titik, ${trips} rit. Urutannya:`,
  onlyWay: "Tidak ada titik lagi. Tinggal:",
  nothing: "Tidak ada tujuan lagi hari ini.",
  trip: (n: number) => `*Rit ${n}*`,
  stop: (n: number, time: string, name: string) => `${n}. ${time} ${name}`,
  fresh: "(BARU)",
  unload: (time: string, name: string) => `↓ ${time} bongkar di ${name}`,
  end: (time: string, name: string) => `⌂ ${time} pulang ke ${name}`,
  gained: (names: string) => `Tambahan: ${names}`,
  lost: (names: string) => `Tidak usah ke: ${names}`,
  greeting: "Ada halangan? Kabari pengatur lapangan.",
};
