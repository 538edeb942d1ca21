import { Group, Paper, Stack, Text, Title } from "@mantine/core";
import type { Me } from "../api/types";
import { useLanguage } from "../i18n/LanguageProvider";
import { LanguageSwitch } from "./LanguageSwitch";
import { PasswordForm } from "./PasswordForm";

/** Whoever came in with a one-time password chooses an own one before anything else. */
export function FirstPassword({ me }: { me: Me }) {
  const { t } = useLanguage();
  const p = t.shell.password;
  return (
    <main className="sign-in">
      <Paper className="sign-in-card" withBorder shadow="sm" p="xl">
        <Stack gap="md">
          <div>
            <Title order={1} size="h3">
              {p.first(me.username)}
            </Title>
            <Text size="sm" c="gray.7">
              {p.firstWords}
            </Text>
          </div>
          <PasswordForm oldLabel={p.oneTime} changed={() => undefined} />
          <Group justify="center">
            <LanguageSwitch />
          </Group>
        </Stack>
      </Paper>
    </main>
  );
}
