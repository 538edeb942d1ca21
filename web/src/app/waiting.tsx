import { Button, Center, Loader, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useLanguage } from "../i18n/LanguageProvider";

export function Waiting({ children }: { children?: ReactNode }) {
  const { t } = useLanguage();
  return (
    <Center component="main" h="100dvh" role="status" aria-label={t.list.loading}>
      {children ?? <Loader color="laut.8" />}
    </Center>
  );
}

export function Unreachable({ retry }: { retry: () => void }) {
  const { t } = useLanguage();
  return (
    <Center component="main" h="100dvh" p="md">
      <Stack align="center">
        <Text ta="center" role="alert">
          {t.signIn.unreachable}
        </Text>
        <Button onClick={retry}>{t.error.retry}</Button>
      </Stack>
    </Center>
  );
}
