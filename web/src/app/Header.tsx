import { ActionIcon, Group } from "@mantine/core";
import { useConnection } from "../api/LiveProvider";
import type { Me } from "../api/types";
import { DayFigures } from "../figures/DayFigures";
import { useLanguage } from "../i18n/LanguageProvider";
import { useNow } from "../time/ClockProvider";
import { dayWords, shiftDay, wibTime } from "../time/wib";
import { AccountMenu } from "./AccountMenu";
import { AreaNav } from "./AreaNav";
import { useDay } from "./DayProvider";
import { LanguageSwitch } from "./LanguageSwitch";
import { Logo } from "./Logo";
import { useView } from "./ViewProvider";

export function Header({ me }: { me: Me }) {
  const { t } = useLanguage();
  return (
    <header className="header">
      <div className="header-name">
        <Logo size={26} />
        <h1>{t.title}</h1>
      </div>
      <AreaNav me={me} />
      <DayChoice />
      <Clock />
      <DayFigures />
      <Connection />
      <Group gap={6} wrap="nowrap" className="header-end">
        <LanguageSwitch />
        <AccountMenu me={me} />
      </Group>
    </header>
  );
}

function DayChoice() {
  const { t, language } = useLanguage();
  const { day, today } = useDay();
  const { setDay } = useView();
  const go = (days: number) => {
    const next = shiftDay(day, days);
    setDay(next === today ? null : next);
  };
  return (
    <div className="day">
      <ActionIcon variant="subtle" color="gray.7" aria-label={t.day.previous} onClick={() => go(-1)}>
        ‹
      </ActionIcon>
      <span className="day-words">{dayWords(day, language)}</span>
      <ActionIcon variant="subtle" color="gray.7" aria-label={t.day.next} onClick={() => go(1)}>
        ›
      </ActionIcon>
    </div>
  );
}

function Clock() {
  const now = useNow();
  return (
    <time className="clock" dateTime={new Date(now).toISOString()}>
      {wibTime(now)} <span className="zone">WIB</span>
    </time>
  );
}

function Connection() {
  const { t } = useLanguage();
  const phase = useConnection();
  return (
    <span className={`connection connection-${phase}`} data-testid="connection" data-phase={phase}>
      <span className="connection-dot" aria-hidden="true" />
      <span className="connection-word">{t.connection[phase]}</span>
    </span>
  );
}
