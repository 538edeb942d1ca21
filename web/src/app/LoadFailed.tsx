import { Button, Text } from "@mantine/core";
import { useLanguage } from "../i18n/LanguageProvider";

export function LoadFailed({ retry }: { retry: () => void }) {
  const { t } = useLanguage();
  return (
    <div className="load-failed" role="alert">
      <Text size="sm">{t.error.load}</Text>
      <Button size="compact-sm" variant="default" onClick={retry}>
        {t.error.retry}
      </Button>
    </div>
  );
}
