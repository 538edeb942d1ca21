"""What keeps a phone from stopping the tracking app, per brand; Bahasa Indonesia first.

Menus move between versions: the words are those of Android 12 to 15 and of iOS 16 to 18, and the search field
of the settings finds what has moved.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class BatteryHelp:
    """Steps for one brand; `name` is shown, `brand` is the stable key."""

    brand: str
    name: str
    steps_id: tuple[str, ...]
    steps_en: tuple[str, ...]


_ALL_ANDROID_ID: Final = (
    "Setelan > Lokasi > izin aplikasi: pilih “Izinkan sepanjang waktu” dan nyalakan “Lokasi akurat”.",
    "Setelan > Aplikasi > OwnTracks (atau Traccar Client) > Baterai: pilih “Tidak dibatasi”.",
    "Matikan mode hemat baterai dan hemat data selama jam kerja; pasang HP pada pengisi daya truk.",
)
_ALL_ANDROID_EN: Final = (
    'Settings > Location > app permission: choose "Allow all the time" and turn "Precise location" on.',
    'Settings > Apps > OwnTracks (or Traccar Client) > Battery: choose "Unrestricted".',
    "Turn battery saver and data saver off in working hours; keep the phone on the truck's charger.",
)


def _android(brand: str, name: str, steps_id: tuple[str, ...], steps_en: tuple[str, ...]) -> BatteryHelp:
    return BatteryHelp(brand, name, (*_ALL_ANDROID_ID, *steps_id), (*_ALL_ANDROID_EN, *steps_en))


BATTERY_HELP: Final = (
    _android(
        "xiaomi",
        "Xiaomi, Redmi, POCO",
        (
            "Setelan > Aplikasi > Kelola aplikasi > aplikasi ini: nyalakan “Mulai otomatis”.",
            "Di halaman yang sama: Penghemat baterai > “Tanpa pembatasan”.",
            "Buka daftar aplikasi terakhir, tekan lama aplikasinya, lalu tekan gambar gembok.",
        ),
        (
            'Settings > Apps > Manage apps > this app: turn "Autostart" on.',
            'On the same page: Battery saver > "No restrictions".',
            "Open the recent apps, hold the app and tap the padlock.",
        ),
    ),
    _android(
        "oppo",
        "Oppo",
        (
            "Setelan > Aplikasi > Kelola aplikasi > aplikasi ini: buka “Penggunaan baterai”.",
            "Nyalakan di situ “Izinkan aktivitas latar belakang” dan “Izinkan mulai otomatis”.",
            "Buka daftar aplikasi terakhir, tekan tiga titik pada aplikasinya, pilih “Kunci”.",
        ),
        (
            'Settings > Apps > App management > this app: open "Battery usage".',
            'Turn "Allow background activity" and "Allow auto launch" on there.',
            'Open the recent apps, tap the three dots of the app and choose "Lock".',
        ),
    ),
    _android(
        "vivo",
        "Vivo, iQOO",
        (
            "Setelan > Baterai > Manajemen konsumsi daya latar belakang: pilih aplikasi ini.",
            "Pilih di situ “Izinkan penggunaan daya latar belakang tinggi”.",
            "Setelan > Aplikasi > Izin > Mulai otomatis: nyalakan untuk aplikasi ini.",
        ),
        (
            "Settings > Battery > Background power consumption management: choose this app.",
            'Choose "Allow high background power usage" there.',
            "Settings > Apps > Permissions > Autostart: turn it on for this app.",
        ),
    ),
    _android(
        "samsung",
        "Samsung",
        (
            "Setelan > Baterai > Batas penggunaan latar belakang: buka “Aplikasi yang tidak pernah tidur”.",
            "Tambahkan aplikasi ini di situ, dan hapus dari “Aplikasi tidur” serta “Aplikasi tidur nyenyak”.",
        ),
        (
            'Settings > Battery > Background usage limits: open "Never sleeping apps".',
            'Add this app there, and take it off "Sleeping apps" and "Deep sleeping apps".',
        ),
    ),
    _android(
        "realme",
        "Realme",
        (
            "Setelan > Aplikasi > Manajemen aplikasi > aplikasi ini: buka “Penggunaan baterai”.",
            "Nyalakan di situ izin aktivitas latar belakang, aktivitas latar depan dan mulai otomatis.",
            "Buka daftar aplikasi terakhir, tekan tiga titik pada aplikasinya, pilih “Kunci”.",
        ),
        (
            'Settings > Apps > App management > this app: open "Battery usage".',
            "Allow background activity, foreground activity and auto launch there.",
            'Open the recent apps, tap the three dots of the app and choose "Lock".',
        ),
    ),
    _android(
        "infinix",
        "Infinix, Tecno, itel",
        (
            "Buka aplikasi Phone Master > Kelola mulai otomatis: izinkan aplikasi ini.",
            "Setelan > Baterai > Manajer aplikasi latar belakang: jangan batasi aplikasi ini.",
            "Buka daftar aplikasi terakhir, tarik aplikasinya ke bawah atau tekan gambar gembok.",
        ),
        (
            "Open Phone Master > Auto-start management: allow this app.",
            "Settings > Battery > Background app management: do not restrict this app.",
            "Open the recent apps, pull the app down or tap the padlock.",
        ),
    ),
    BatteryHelp(
        "iphone",
        "iPhone",
        (
            "Pengaturan > Privasi & Keamanan > Layanan Lokasi > aplikasi ini: pilih “Selalu”.",
            "Nyalakan di situ “Lokasi Akurat”.",
            "Pengaturan > Umum > Penyegaran App di Latar Belakang: nyalakan untuk aplikasi ini.",
            "Matikan Mode Daya Rendah selama jam kerja; pasang HP pada pengisi daya truk.",
            "Jangan menutup aplikasi dengan mengusapnya ke atas: setelah itu iOS tidak menjalankannya lagi.",
        ),
        (
            'Settings > Privacy & Security > Location Services > this app: choose "Always".',
            'Turn "Precise Location" on there.',
            "Settings > General > Background App Refresh: turn it on for this app.",
            "Turn Low Power Mode off in working hours; keep the phone on the truck's charger.",
            "Do not close the app by swiping it up: iOS does not start it again after that.",
        ),
    ),
    _android(
        "other",
        "Android lain",
        ("Bila pelacakan tetap berhenti: cari “baterai” dan “mulai otomatis” di Setelan, lalu izinkan.",),
        ('If tracking still stops: search the settings for "battery" and "autostart" and allow both.',),
    ),
)
