"""What keeps a brand's phone from stopping the app, in the words of its own menus.

Menus move between versions; the steps name what to look for. After them the truth is whether fixes arrive
while the screen is dark.
"""

from typing import Final

from api.schemas.devices import BatteryHelp

BATTERY_HELP: Final = (
    BatteryHelp(
        brand="Android",
        steps_id=[
            "Izin lokasi: pilih 'Izinkan sepanjang waktu' dan nyalakan 'Gunakan lokasi presisi'.",
            "Setelan > Aplikasi > (aplikasi ini) > Baterai: pilih 'Tidak dibatasi'.",
            "Matikan 'Penghemat baterai' selama bertugas, dan pasang pengisi daya di truk.",
            "Jangan menutup aplikasi dari layar aplikasi terakhir.",
        ],
        steps_en=[
            "Location permission: choose 'Allow all the time' and switch on 'Use precise location'.",
            "Settings > Apps > (this app) > Battery: choose 'Unrestricted'.",
            "Switch 'Battery Saver' off while on duty, and keep the phone on a charger in the truck.",
            "Do not swipe the app away from the recent apps.",
        ],
    ),
    BatteryHelp(
        brand="Xiaomi / Redmi / POCO",
        steps_id=[
            "Setelan > Aplikasi > Kelola aplikasi > (aplikasi ini): nyalakan 'Mulai otomatis'.",
            "Di halaman yang sama, 'Penghemat baterai': pilih 'Tidak ada pembatasan'.",
            "Di layar aplikasi terakhir, tekan lama aplikasi ini lalu kunci (gambar gembok).",
        ],
        steps_en=[
            "Settings > Apps > Manage apps > (this app): switch on 'Autostart'.",
            "On the same page, 'Battery saver': choose 'No restrictions'.",
            "In the recent apps, hold this app and lock it (the padlock).",
        ],
    ),
    BatteryHelp(
        brand="OPPO / realme / OnePlus",
        steps_id=[
            "Setelan > Aplikasi > Manajemen aplikasi > (aplikasi ini) > Penggunaan baterai.",
            "Nyalakan 'Izinkan aktivitas latar belakang' dan 'Izinkan peluncuran otomatis'.",
            "Di layar aplikasi terakhir, buka menu aplikasi ini lalu pilih 'Kunci'.",
        ],
        steps_en=[
            "Settings > Apps > App management > (this app) > Battery usage.",
            "Switch on 'Allow background activity' and 'Allow auto-launch'.",
            "In the recent apps, open this app's menu and choose 'Lock'.",
        ],
    ),
    BatteryHelp(
        brand="vivo / iQOO",
        steps_id=[
            "Setelan > Baterai > Manajemen daya latar belakang > (aplikasi ini): izinkan daya tinggi.",
            "Setelan > Aplikasi > Izin > Mulai otomatis: nyalakan untuk aplikasi ini.",
        ],
        steps_en=[
            "Settings > Battery > Background power consumption management > (this app): allow high use.",
            "Settings > Apps > Permissions > Autostart: switch it on for this app.",
        ],
    ),
    BatteryHelp(
        brand="Samsung",
        steps_id=[
            "Setelan > Baterai > Batas penggunaan latar belakang > Aplikasi yang tidak pernah tidur.",
            "Tambahkan aplikasi ini di sana.",
            "Setelan > Aplikasi > (aplikasi ini) > Baterai: pilih 'Tidak dibatasi'.",
        ],
        steps_en=[
            "Settings > Battery > Background usage limits > Never sleeping apps.",
            "Add this app there.",
            "Settings > Apps > (this app) > Battery: choose 'Unrestricted'.",
        ],
    ),
    BatteryHelp(
        brand="Infinix / TECNO / itel",
        steps_id=[
            "Buka 'Phone Master' > Manajemen mulai otomatis: nyalakan untuk aplikasi ini.",
            "Setelan > Baterai: matikan pembatasan dan 'Penghematan daya' untuk aplikasi ini.",
            "Di layar aplikasi terakhir, kunci aplikasi ini.",
        ],
        steps_en=[
            "Open 'Phone Master' > Auto-start management: switch it on for this app.",
            "Settings > Battery: switch restrictions and 'Power saving' off for this app.",
            "In the recent apps, lock this app.",
        ],
    ),
    BatteryHelp(
        brand="Huawei / Honor",
        steps_id=[
            "Setelan > Baterai > Peluncuran aplikasi > (aplikasi ini): matikan 'Kelola otomatis'.",
            "Nyalakan ketiganya: peluncuran otomatis, peluncuran sekunder, jalan di latar belakang.",
        ],
        steps_en=[
            "Settings > Battery > App launch > (this app): switch 'Manage automatically' off.",
            "Switch on all three: auto-launch, secondary launch, run in background.",
        ],
    ),
    BatteryHelp(
        brand="iPhone",
        steps_id=[
            "Pengaturan > Privasi & Keamanan > Layanan Lokasi > (aplikasi ini): 'Selalu', 'Lokasi Akurat'.",
            "Pengaturan > Umum > Penyegaran App di Latar Belakang: nyalakan.",
            "Matikan 'Mode Daya Rendah', dan jangan menutup aplikasi dengan menggeser ke atas.",
        ],
        steps_en=[
            "Settings > Privacy & Security > Location Services > (this app): 'Always', 'Precise Location'.",
            "Settings > General > Background App Refresh: on.",
            "Switch 'Low Power Mode' off, and do not close the app by swiping it up.",
        ],
    ),
)
